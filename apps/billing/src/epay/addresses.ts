import { deriveEpayAddresses, type EpayAddresses, type Options } from '@tollgate/options';

/** Where the gateway takes purchases and order queries: as configured, else as derived from `PayAddress`; empty if neither. */
export function getEpayAddresses(options: Pick<Options, 'get'>): EpayAddresses {
  const derived = deriveEpayAddresses(options.get('PayAddress'));
  return {
    submit: options.get('PaySubmitAddress') || (derived?.submit ?? ''),
    query: options.get('PayQueryAddress') || (derived?.query ?? ''),
  };
}
