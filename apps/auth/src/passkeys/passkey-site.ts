import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { Options } from '@tollgate/options';

/** The site that passkeys are bound to. */
export interface PasskeySiteSettings {
  readonly name: string;
  /** Relying party id: the domain that a passkey is bound to. */
  readonly rpId: string;
  readonly origins: string[];
  readonly attachment: 'platform' | 'cross-platform' | undefined;
}

/** Reads the site from the options, because the Host header of a request is the choice of the client. */
@Injectable()
export class PasskeySite {
  constructor(private readonly options: Options) {}

  /** @throws AppError PASSKEY_CLOSED, PASSKEY_ORIGIN_UNKNOWN, PASSKEY_ORIGIN_INSECURE */
  read(): PasskeySiteSettings {
    if (!this.options.get('passkey.enabled')) throw new AppError('PASSKEY_CLOSED');
    const listed = this.options.get('passkey.origins');
    const origins = (listed.length > 0 ? listed : [this.options.get('ServerAddress')]).map(parseOrigin);
    const [first] = origins;
    if (!first) throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
    const insecure = origins.find((origin) => !origin.startsWith('https:'));
    if (insecure && !this.options.get('passkey.allow_insecure_origin')) {
      throw new AppError('PASSKEY_ORIGIN_INSECURE', { origin: insecure });
    }
    const attachment = this.options.get('passkey.attachment_preference');
    return {
      name: this.options.get('passkey.rp_display_name'),
      rpId: this.options.get('passkey.rp_id') || new URL(first).hostname,
      origins,
      attachment: attachment === 'platform' || attachment === 'cross-platform' ? attachment : undefined,
    };
  }
}

function parseOrigin(text: string): string {
  if (!URL.canParse(text)) throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
  const { origin } = new URL(text);
  if (origin === 'null') throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
  return origin;
}
