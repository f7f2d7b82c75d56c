/** System accounts: where quota comes from and goes to. They have no balance of their own; theirs is the sum of their entries. */
export type SystemAccount =
  | 'gift'
  | 'redemption'
  | 'epay'
  | 'stripe'
  | 'creem'
  | 'affiliate'
  | 'admin'
  | 'usage'
  | 'closing'
  | 'write_off'
  | 'import'
  | 'plan'
  | 'plan_sales';

interface KindEntry {
  /** The meaning of `ref`: one posting for each kind and ref. */
  readonly ref: string;
  /**
   * The system accounts that may stand against it; none if quota moves between accounts of one user. The table `ledger.kinds` lists
   * which service may post it, and `ledger.post` refuses the others, so a new kind needs its rows there.
   */
  readonly against: readonly SystemAccount[];
}

function kinds<const T extends Record<string, KindEntry>>(table: T): T {
  return table;
}

/** Every kind of posting there is. Names are stored and shown: never reworded. */
export const KINDS = kinds({
  set_up: { ref: 'user id of root', against: ['gift'] },
  sign_up_gift: { ref: 'user id', against: ['gift'] },
  created_by_admin: { ref: 'user id', against: ['gift', 'admin'] },
  invitee_gift: { ref: 'user id of the invitee', against: ['gift'] },
  inviter_reward: { ref: 'user id of the invitee', against: ['affiliate'] },
  check_in: { ref: 'user id and calendar day', against: ['gift'] },
  redeem: { ref: 'id of the code', against: ['redemption'] },
  order_credit: { ref: 'order number', against: ['epay', 'stripe', 'creem'] },
  refund: { ref: "order number and the provider's id of the refund", against: ['epay', 'stripe', 'creem'] },
  dispute: { ref: "order number and the provider's id of the dispute", against: ['stripe', 'creem'] },
  dispute_won: { ref: "order number and the provider's id of the dispute", against: ['stripe', 'creem'] },
  aff_transfer: { ref: 'id of the transfer', against: [] },
  admin_adjust: { ref: 'id of the change', against: ['admin'] },
  usage: { ref: 'request id of the relay', against: ['usage', 'write_off', 'plan'] },
  debt_repaid: { ref: 'request id of the reservation that ended', against: [] },
  plan_purchase: { ref: 'subscription', against: ['plan_sales'] },
  plan_grant: { ref: 'subscription and number of the step', against: ['plan'] },
  plan_reset: { ref: 'subscription and number of the step', against: ['plan'] },
  plan_expiry: { ref: 'subscription and number of the step', against: ['plan'] },
  plan_revoke: { ref: 'subscription and number of the step', against: ['plan'] },
  plan_clawback: { ref: 'subscription and number of the step', against: ['plan_sales'] },
  closing: { ref: 'user id', against: ['closing'] },
  import: { ref: 'source and user id, and the number of the pass after the first', against: ['import'] },
});

export type Kind = keyof typeof KINDS;
