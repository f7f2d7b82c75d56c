import { defineTexts } from '../../texts/texts';

export const useReceiptTexts = defineTexts('receipt', {
  en: {
    title: 'Receipt',
    request_id: 'Request',
    state: 'State',
    model: 'Model',
    group: 'Group',
    prompt_tokens: 'Tokens in',
    completion_tokens: 'Tokens out',
    use_time: 'Seconds',
    reserved: 'Reserved',
    charged: 'Charged',
    shortfall: 'Not covered by the balance',
    balance_after: 'Balance after',
  },
  zh: {
    title: '凭据',
    request_id: '请求',
    state: '状态',
    model: '模型',
    group: '分组',
    prompt_tokens: '输入 tokens',
    completion_tokens: '输出 tokens',
    use_time: '耗时（秒）',
    reserved: '预留',
    charged: '扣费',
    shortfall: '余额不足部分',
    balance_after: '扣费后余额',
  },
});
