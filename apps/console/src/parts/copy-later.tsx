import { Button } from '@mantine/core';
import { useState } from 'react';
import { copy, useCopied } from './clipboard';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

interface CopyLaterProps {
  /** Reads the text that is copied, because a secret is not kept on the page. */
  readonly read: () => Promise<string>;
  readonly label: string;
}

/** Reads a text and copies it. A refusal appears beside the button. */
export function CopyLater({ read, label }: CopyLaterProps) {
  const t = usePartTexts();
  const [isCopied, setCopied] = useCopied();
  const [error, setError] = useState<unknown>();
  const start = () => {
    setError(undefined);
    read()
      .then(copy)
      .then(() => setCopied(true), setError);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={start}>
        {isCopied ? t('copied') : label}
      </Button>
      <Refusal error={error} />
    </>
  );
}
