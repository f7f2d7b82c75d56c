import { defineTexts } from '../../texts/texts';

export const useInviteTexts = defineTexts('invite', {
  en: {
    title: 'Invite',
    hint: 'A reward is yours when a person signs up by your link.',
    link: 'Your link',
    came: 'People who came',
    earned: 'Rewards in all',
    ready: 'Rewards to transfer',
    transfer: 'Transfer rewards to the balance',
    amount: 'Amount in {{currency}}',
    submit: 'Transfer',
    done: '{{amount}} was transferred to your balance.',
    ledger: 'Show the rewards in the ledger',
  },
  zh: {
    title: '邀请',
    hint: '他人通过您的链接注册后，您会获得奖励。',
    link: '邀请链接',
    came: '已邀请人数',
    earned: '累计奖励',
    ready: '可转入奖励',
    transfer: '将奖励转入余额',
    amount: '金额（{{currency}}）',
    submit: '转入',
    done: '已将 {{amount}} 转入余额。',
    ledger: '在账本中查看奖励',
  },
});
