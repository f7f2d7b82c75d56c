import { TollgateError } from '@tollgate/client';
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { getClient } from '../../api/call';
import { useSignedIn } from '../../api/sign-in';
import { GuestFrame } from '../../parts/guest-frame';
import { Refusal } from '../../parts/refusal';
import { Loading } from '../../parts/states';
import { SecondFactor } from '../login/second-factor';
import { useOauthTexts } from './texts';
import { TextLink } from '../../parts/link';

/** Where a provider sends the browser back: finishes the login, or the binding of an account. */
export function OauthPage() {
  const t = useOauthTexts();
  const { provider = '' }: { readonly provider?: string } = useParams({ strict: false });
  const query: Readonly<Record<string, string>> = useSearch({ strict: false });
  const signedIn = useSignedIn();
  const router = useRouter();
  const hasLeft = useRef(false);
  const answer = useQuery({
    queryKey: ['oauth', provider, query],
    queryFn: () => getClient().GET('/api/oauth/{provider}', { params: { path: { provider }, query } }),
    // a state is consumed by the first request
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  useEffect(() => {
    if (!answer.data || answer.data.data?.require_2fa || hasLeft.current) return;
    hasLeft.current = true;
    const { data } = answer.data;
    if (data && !data.require_2fa) signedIn(data);
    else router.history.replace('/console/personal');
  }, [answer.data, router, signedIn]);
  const needsCode =
    answer.data?.data?.require_2fa === true ||
    (answer.error instanceof TollgateError && answer.error.code === 'SECOND_FACTOR_REQUIRED');
  return (
    <GuestFrame title={t('title')}>
      {needsCode ? (
        <SecondFactor onBack={() => router.history.replace('/login')} />
      ) : (
        <Stack>
          {answer.isError ? <Refusal error={answer.error} /> : <Loading />}
          <TextLink to="/login" size="sm">
            {t('back')}
          </TextLink>
        </Stack>
      )}
    </GuestFrame>
  );
}
