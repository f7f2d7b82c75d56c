import type { Options } from '@tollgate/client';
import { call } from './call';

type Assertion = NonNullable<Options<'post', '/api/user/passkey/login/finish'>['body']>;
type Registration = NonNullable<Options<'post', '/api/user/passkey/register/finish'>['body']>;

/** Whether this browser can use passkeys. It cannot on pages without HTTPS, except on localhost. */
export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Lets the browser sign with a passkey. `signal` ends a request that waits in the autofill list. */
export async function getAssertion(options: unknown, signal?: AbortSignal): Promise<Assertion> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(readPublicKey(options));
  const credential = await navigator.credentials.get({
    publicKey,
    ...(signal ? { signal, mediation: 'conditional' as const } : {}),
  });
  return toJson(credential) as Assertion;
}

/** Lets the browser make a passkey. */
export async function makePasskey(options: unknown): Promise<Registration> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(readPublicKey(options));
  return toJson(await navigator.credentials.create({ publicKey })) as Registration;
}

/** Proves with a passkey who the user is, and opens the next writes that need a proof. */
export async function verifyByPasskey(): Promise<void> {
  const { data } = await call((client) => client.POST('/api/user/passkey/verify/begin', { body: {} }));
  const assertion = await getAssertion(data.options);
  await call((client) =>
    client.POST('/api/user/passkey/verify/finish', { body: { ...assertion, flow_token: data.flow_token } }),
  );
  await call((client) => client.POST('/api/verify', { body: { method: 'passkey' } }));
}

function readPublicKey<T>(options: unknown): T {
  return (options as { publicKey: T }).publicKey;
}

function toJson(credential: Credential | null): unknown {
  if (!credential) throw new DOMException('no passkey was chosen', 'NotAllowedError');
  return (credential as PublicKeyCredential).toJSON();
}
