import { defineTexts } from '../texts/texts';

const useKindTexts = defineTexts('posting-kinds', {
  en: {
    kind_set_up: 'Set-up',
    kind_sign_up_gift: 'Gift for signing up',
    kind_invitee_gift: 'Gift for the invitation',
    kind_inviter_reward: 'Reward for an invitation',
    kind_redeem: 'Redeemed code',
    kind_order_credit: 'Payment',
    kind_refund: 'Refund',
    kind_dispute: 'Disputed payment',
    kind_dispute_won: 'Dispute won',
    kind_aff_transfer: 'Transferred reward',
    kind_usage: 'Usage',
    kind_debt_repaid: 'Debt repaid',
    kind_admin_adjust: 'Changed by an administrator',
    kind_closing: 'Account closed',
    kind_import: 'Brought from the old system',
    kind_check_in: 'Daily check-in',
  },
  zh: {
    kind_set_up: '初始化',
    kind_sign_up_gift: '注册赠送',
    kind_invitee_gift: '受邀赠送',
    kind_inviter_reward: '邀请奖励',
    kind_redeem: '兑换码',
    kind_order_credit: '充值',
    kind_refund: '退款',
    kind_dispute: '付款争议',
    kind_dispute_won: '争议胜诉',
    kind_aff_transfer: '奖励转入',
    kind_usage: '用量',
    kind_debt_repaid: '偿还欠款',
    kind_admin_adjust: '管理员调整',
    kind_closing: '账号关闭',
    kind_import: '旧系统迁入',
    kind_check_in: '每日签到',
  },
});

const KINDS = [
  'set_up',
  'sign_up_gift',
  'invitee_gift',
  'inviter_reward',
  'redeem',
  'order_credit',
  'refund',
  'dispute',
  'dispute_won',
  'aff_transfer',
  'usage',
  'debt_repaid',
  'admin_adjust',
  'closing',
  'import',
  'check_in',
] as const;

/** The text of a kind of posting. A newer server may know more kinds, which appear by their name. */
export function useKindText(): (kind: string) => string {
  const t = useKindTexts();
  return (kind) => {
    const known = KINDS.find((each) => each === kind);
    return known ? t(`kind_${known}`) : kind;
  };
}
