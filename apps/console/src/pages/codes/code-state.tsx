import { Badge } from '@mantine/core';
import { getCodeState, type RedemptionCode, type State } from './code';
import { useCodesTexts } from './texts';

const COLORS: Readonly<Record<State, string>> = {
  state1: 'green',
  state2: 'gray',
  state3: 'blue',
  state_expired: 'gray',
  state_pending: 'yellow',
  state_rejected: 'red',
};

/** The state of a code as a badge. */
export function CodeState({ code }: { readonly code: RedemptionCode }) {
  const t = useCodesTexts();
  const state = getCodeState(code);
  return (
    <Badge variant="light" color={COLORS[state]}>
      {t(state)}
    </Badge>
  );
}
