import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import type { TestPlatform } from '@tollgate/testing/platform';
import type { Exchange, Generation, Overrides, Sender } from './exchanges.js';
import { setOptions } from './stage.js';

const ORIGIN = 'https://ai.example.com';

interface Begun {
  readonly options?: { readonly publicKey: never };
  readonly flow_token?: string;
  readonly proof_token?: string;
}

/** Answers the challenges of recorded passkey exchanges with an authenticator in software. */
export class PasskeyCeremonies {
  private readonly authenticator = new SoftAuthenticator(ORIGIN);
  private isOn = false;
  private begun: Begun = {};
  private answered: unknown;
  private cookie = '';
  private proof = '';

  constructor(
    private readonly platform: TestPlatform,
    private readonly generation: Generation,
    private readonly sender: Sender,
  ) {}

  async prepare(exchange: Exchange): Promise<Overrides> {
    const { name, headers = {} } = exchange;
    if (!this.isOn && !/-off$|^status/.test(name) && exchange.status !== 401) await this.switchOn();
    if (name === 'delete' && headers['X-Security-Proof']) await this.proveDeletion(exchange.as);
    const proof: Record<string, string> = headers['X-Security-Proof'] ? { 'X-Security-Proof': this.proof } : {};
    const isCeremony = /^(?:login|register|verify)-finish(?!-empty|-bad)/.test(name);
    if (!isCeremony) return { headers: proof };
    const isAgain = /-(?:twice|after-failure)$/.test(name);
    if (name.startsWith('login-finish') && !isAgain && this.generation === '2026') await this.beginLogin();
    if (!isAgain) this.answered = this.answer(name);
    const binding: Record<string, string> = name.startsWith('login') && this.cookie ? { cookie: this.cookie } : {};
    return { body: this.answered, headers: { ...proof, ...binding } };
  }

  learn({ name }: Exchange, body: unknown, cookies: readonly string[]): void {
    const data = (body as { data?: Begun } | undefined)?.data;
    if (data?.options) this.begun = data;
    if (data?.proof_token) this.proof = data.proof_token;
    if (name === 'login-begin') this.cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ');
  }

  private async switchOn(): Promise<void> {
    await setOptions(this.platform, { ServerAddress: ORIGIN, 'passkey.enabled': 'true' });
    this.isOn = true;
  }

  private async beginLogin(): Promise<void> {
    const reply = await fetch(new URL('/api/user/passkey/login/begin', this.platform.origin), { method: 'POST' });
    const body: unknown = await reply.json();
    this.learn({ name: 'login-begin' } as Exchange, body, reply.headers.getSetCookie());
  }

  /** A proof for the removal of passkeys, as the client's dialogue gets it. */
  private async proveDeletion(as: string): Promise<void> {
    const send = async (path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json', ...(await this.sender.headers(as)) };
      const url = new URL(`/api/user/passkey/verify/${path}`, this.platform.origin);
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      this.learn({ name: path } as Exchange, await reply.json(), []);
    };
    await send('begin', { scope: 'passkey.delete' });
    await send('finish', this.answer('verify-finish'));
  }

  private answer(name: string): unknown {
    const { options, flow_token } = this.begun;
    if (!options) throw new Error(`${name}: no challenge was given`);
    const liberties = name.includes('wrong-origin') ? { origin: 'https://evil.example' } : {};
    const isNew = name.startsWith('register');
    const credential = isNew
      ? this.authenticator.create(options, liberties)
      : this.authenticator.get(options, liberties);
    return this.generation === '2026' ? { flow_token, credential } : credential;
  }
}
