import { TollgateError } from '@tollgate/client';
import { Button, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { canUsePasskeys, getAssertion } from '../../api/passkeys';
import { Refusal } from '../../parts/refusal';
import { useLoginTexts } from './texts';

interface PasskeyButtonProps {
  readonly onSignedIn: (user: { readonly id: number }) => void;
}

/** Signs in with a passkey: by the button, or by the browser's list at the field of the user name. */
export function PasskeyButton({ onSignedIn }: PasskeyButtonProps) {
  const t = useLoginTexts();
  const [error, setError] = useState<unknown>();
  const [hasFailed, setFailed] = useState(false);
  const waiting = useRef<AbortController>(undefined);
  const done = useRef(onSignedIn);
  useEffect(() => {
    done.current = onSignedIn;
  });

  useEffect(() => {
    if (!canUsePasskeys()) return undefined;
    const controller = new AbortController();
    waiting.current = controller;
    void PublicKeyCredential.isConditionalMediationAvailable().then(async (isAvailable) => {
      // if the user chose no passkey or left the page, that is no failure
      if (isAvailable) await signIn(controller.signal).then(done.current, () => undefined);
    });
    return () => controller.abort();
  }, []);

  if (!canUsePasskeys()) return null;
  const start = () => {
    waiting.current?.abort();
    setError(undefined);
    setFailed(false);
    signIn().then(onSignedIn, (reason: unknown) => {
      if (reason instanceof TollgateError) setError(reason);
      else setFailed(true);
    });
  };
  return (
    <Stack gap="xs">
      <Button variant="default" onClick={start}>
        {t('passkey')}
      </Button>
      <Refusal error={error} />
      {hasFailed && (
        <Text size="sm" role="alert">
          {t('passkeyFailed')}
        </Text>
      )}
    </Stack>
  );
}

async function signIn(signal?: AbortSignal): Promise<{ readonly id: number }> {
  const { data } = await call((client) => client.POST('/api/user/passkey/login/begin'));
  const assertion = await getAssertion(data.options, signal);
  const reply = await call((client) =>
    client.POST('/api/user/passkey/login/finish', { body: { ...assertion, flow_token: data.flow_token } }),
  );
  return reply.data;
}
