import { Button } from '@mantine/core';
import { copy, useCopied } from './clipboard';
import { usePartTexts } from './texts';

interface CopyButtonProps {
  readonly value: string;
  /** Names the copied text for assistive tools, because several buttons may stand on a page. */
  readonly label?: string;
  readonly isSmall?: boolean;
}

/** Copies a text, and confirms it for two seconds. */
export function CopyButton({ value, label, isSmall = false }: CopyButtonProps) {
  const t = usePartTexts();
  const [isCopied, setCopied] = useCopied();
  return (
    <Button
      size={isSmall ? 'compact-xs' : 'xs'}
      variant="default"
      aria-label={isCopied ? undefined : label}
      onClick={() => void copy(value).then(() => setCopied(true))}
    >
      {isCopied ? t('copied') : t('copy')}
    </Button>
  );
}
