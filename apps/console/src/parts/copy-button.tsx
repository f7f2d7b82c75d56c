import { Button } from '@mantine/core';
import { copy, useCopied } from './clipboard';
import { usePartTexts } from './texts';

interface CopyButtonProps {
  readonly value: string;
  /** What is copied, for assistive tools, if the button stands beside others. */
  readonly label?: string;
  readonly isSmall?: boolean;
}

/** Copies a text, and says so for two seconds. */
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
