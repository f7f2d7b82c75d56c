import { Injectable } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import type { PaymentCompliance, PaymentComplianceRequest } from '@tollgate/contracts/admin/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { OptionsService } from './options.service.js';

const TERMS = 'v1';

/** Root's confirmation that payments comply with the law. It is kept and shown; nothing here is locked until it is given. */
@Injectable()
export class PaymentComplianceService {
  constructor(private readonly options: OptionsService) {}

  /** @throws AppError SESSION_NEEDED for an access token made by hand, INVALID_VALUE for anything but a confirmation */
  async confirm(
    { confirmed }: PaymentComplianceRequest,
    context: RequestContext<Identity>,
  ): Promise<PaymentCompliance> {
    const { identity, caller } = context;
    if (identity.sessionId === null) throw new AppError('SESSION_NEEDED');
    if (!confirmed) throw new AppError('INVALID_VALUE', { field: 'confirmed' });
    const at = Math.floor(Date.now() / 1000);
    const values = {
      'payment_setting.compliance_confirmed': 'true',
      'payment_setting.compliance_confirmed_at': String(at),
      'payment_setting.compliance_confirmed_by': String(identity.userId),
      'payment_setting.compliance_confirmed_ip': caller.ip,
      'payment_setting.compliance_terms_version': TERMS,
    };
    await this.options.storeAll(values, context);
    return { confirmed: true, terms_version: TERMS, confirmed_at: at, confirmed_by: identity.userId };
  }
}
