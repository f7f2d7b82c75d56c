export {
  isPublicAddress,
  OutboundRefused,
  type OutboundRequest,
  type OutboundRules,
  sendOutbound,
} from './send-outbound.js';
