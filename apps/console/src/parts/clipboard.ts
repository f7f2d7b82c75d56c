import { useEffect, useState } from 'react';

/** Whether something was copied in the last two seconds. */
export function useCopied(): [boolean, (isCopied: boolean) => void] {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return [isCopied, setCopied];
}

/** The clipboard's interface exists only on pages with HTTPS, so other pages select a text and copy the selection. */
export async function copy(value: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(value);
  const area = document.createElement('textarea');
  area.value = value;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
