import { Text } from '@mantine/core';
import { useQuotaFormat } from './money';

interface QuotaProps {
  readonly value: number;
  /** Whether the value is a change, which shows its sign. */
  readonly isChange?: boolean;
}

/** An amount in the site's currency, with the quota below it. Administrators need both. */
export function Quota({ value, isChange = false }: QuotaProps) {
  const format = useQuotaFormat();
  const sign = isChange && value > 0 ? '+' : '';
  return (
    <span>
      {`${sign}${format(value)}`}
      <Text size="xs" c="dimmed" span display="block">
        {value.toLocaleString()}
      </Text>
    </span>
  );
}
