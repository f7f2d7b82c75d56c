import type { HttpDouble } from './http-double.js';

/** A person at a provider, by the code that stands for them. */
export type People = Map<string, Record<string, unknown>>;

export interface OAuthDouble {
  /** Code -> record. A code works once. */
  readonly people: People;
  /** The PKCE challenge each code was asked for with; a code without one takes no verifier. */
  readonly challenges: Map<string, string>;
}

/**
 * Teaches a double the token and user endpoints of a plain OAuth 2.0 provider. Codes work once, and only with the
 * verifier of their challenge.
 */
export function playOAuth(double: HttpDouble, tokenPath: `/${string}`, userPath: `/${string}`): OAuthDouble {
  const people: People = new Map();
  const challenges = new Map<string, string>();
  const tokens = new Map<string, Record<string, unknown>>();
  double.on(`POST ${tokenPath}`, async ({ form }) => {
    const code = form.get('code') ?? '';
    const person = people.get(code);
    const challenge = challenges.get(code);
    people.delete(code);
    if (!person || (challenge ?? '') !== (await computeChallenge(form.get('code_verifier')))) {
      return { json: { error: 'bad_verification_code', error_description: 'The code is wrong or expired' } };
    }
    const token = `token-${tokens.size}-${code}`;
    tokens.set(token, person);
    return { json: { access_token: token, token_type: 'bearer', scope: form.get('scope') ?? '' } };
  });
  double.on(`GET ${userPath}`, ({ headers }) => {
    const person = tokens.get(headers.authorization?.replace(/^Bearer /i, '') ?? '');
    return person ? { json: person } : { json: { message: 'Bad credentials' }, status: 401 };
  });
  return { people, challenges };
}

async function computeChallenge(verifier: string | null): Promise<string> {
  if (verifier === null) return '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}
