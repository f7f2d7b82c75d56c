import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { getSiteOrigin } from '../outbound/site-origin.js';

/** The site that passkeys are bound to. */
export interface PasskeySiteSettings {
  readonly name: string;
  /** Relying party id: the domain that a passkey is bound to. */
  readonly rpId: string;
  readonly origins: string[];
  readonly attachment: 'platform' | 'cross-platform' | undefined;
}

/** The origins of passkeys as text: those of the option, or else the site's own. The status shows the same. */
export function readOrigins(options: Options): readonly string[] {
  const listed = options.get('passkey.origins');
  return listed.length > 0 ? listed : [getSiteOrigin(options)];
}

/** The relying party id: the domain that passkeys are bound to. Empty if the first origin is no URL. */
export function readRpId(options: Options): string {
  const [first = ''] = readOrigins(options);
  return options.get('passkey.rp_id') || (URL.canParse(first) ? new URL(first).hostname : '');
}

/** Reads the site from the options, because the Host header of a request is the choice of the client. */
@Injectable()
export class PasskeySite {
  constructor(private readonly options: Options) {}

  /** @throws AppError PASSKEY_CLOSED, PASSKEY_ORIGIN_UNKNOWN, PASSKEY_ORIGIN_INSECURE */
  read(): PasskeySiteSettings {
    if (!this.options.get('passkey.enabled')) throw new AppError('PASSKEY_CLOSED');
    const origins = readOrigins(this.options).map(parseOrigin);
    const [first] = origins;
    if (!first) throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
    const insecure = origins.find((origin) => !origin.startsWith('https:'));
    if (insecure && !this.options.get('passkey.allow_insecure_origin')) throw this.refuseInsecure(insecure);
    const attachment = this.options.get('passkey.attachment_preference');
    return {
      name: this.options.get('passkey.rp_display_name'),
      rpId: readRpId(this.options),
      origins,
      attachment: attachment === 'platform' || attachment === 'cross-platform' ? attachment : undefined,
    };
  }

  /** If root has set no address, the insecure one is our default, so the refusal names the option that is missing. */
  private refuseInsecure(origin: string): AppError {
    const isDefault = this.options.get('ServerAddress') === '' && this.options.get('passkey.origins').length === 0;
    return isDefault ? new AppError('PASSKEY_ORIGIN_UNKNOWN') : new AppError('PASSKEY_ORIGIN_INSECURE', { origin });
  }
}

function parseOrigin(text: string): string {
  if (!URL.canParse(text)) throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
  const { origin } = new URL(text);
  if (origin === 'null') throw new AppError('PASSKEY_ORIGIN_UNKNOWN');
  return origin;
}
