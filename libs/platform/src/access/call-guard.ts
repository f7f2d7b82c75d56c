import type { Access, Caller, Identity, Permission } from '@tollgate/contracts';

/**
 * The checks of the product that the handler pipeline runs before a handler. The platform knows no accounts, so the product
 * provides the answers: a service gets them from `AccessModule` of `libs/account-rules`, which its definition lists under
 * `modules`.
 */
export abstract class CallGuard {
  /**
   * The identity behind a call, or null if the contract needs none.
   * @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISMATCH, USER_DISABLED, PERMISSION_DENIED, PERMISSION_MISSING
   */
  abstract admit(access: Access, caller: Caller, permission?: Permission): Promise<Identity | null>;

  /**
   * Passes only if the caller proved in this session, a short time ago, who they are.
   * @throws AppError VERIFICATION_REQUIRED, VERIFICATION_EXPIRED
   */
  abstract requireStepUp(identity: Identity): Promise<void>;
}
