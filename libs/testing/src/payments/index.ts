export { creemApi, type CreemApi, signedByCreem } from './creem-api.js';
export { epayGateway, type EpayGateway, notification } from './epay-gateway.js';
export { signedByStripe, stripeApi, type StripeApi, type StripeSession } from './stripe-api.js';
