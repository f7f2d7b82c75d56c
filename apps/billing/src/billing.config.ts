import { address, type ConfigOf, type PlatformConfig } from '@tollgate/platform/config';

/** The settings that only this service reads. */
export const billingSettings = {
  STRIPE_API_URL: address('Replaces the address of Stripe, for tests', { schemes: ['https', 'http'], optional: true }),
  CREEM_API_URL: address('Replaces the address of Creem, for tests', { schemes: ['https', 'http'], optional: true }),
};

export type BillingConfig = PlatformConfig & ConfigOf<typeof billingSettings>;
