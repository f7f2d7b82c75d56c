import { Group, Table, Text } from '@mantine/core';
import { usePartTexts } from './texts';

export interface Bar {
  readonly label: string;
  readonly parts: readonly { readonly name: string; readonly value: number }[];
}

interface BarChartProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}

/** Each part has a colour of its own; the rest share the last one. */
const COLORS = ['#4263eb', '#0c8599', '#e8590c', '#9c36b5', '#2b8a3e', '#c2255c', '#868e96'];
const HEIGHT = 200;
const WIDTH = 1000;

/** Stacked bars over time. Assistive tools read the table below it, which is also the way to exact figures. */
export function BarChart({ title, bars, format }: BarChartProps) {
  const t = usePartTexts();
  const names = rank(bars);
  const highest = Math.max(1, ...bars.map(total));
  const step = WIDTH / bars.length;
  return (
    <figure style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
        {bars.map((bar, i) => (
          <g key={bar.label}>
            <title>{`${bar.label}: ${format(total(bar))}`}</title>
            <rect x={i * step} y={0} width={step} height={HEIGHT} fill="transparent" />
            {stack(bar, names).map(({ name, from, value }) => (
              <rect
                key={name}
                x={i * step + step * 0.15}
                width={step * 0.7}
                y={HEIGHT - ((from + value) / highest) * HEIGHT}
                height={(value / highest) * HEIGHT}
                fill={colorOf(names, name)}
              />
            ))}
          </g>
        ))}
        <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke="var(--mantine-color-dimmed)" />
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {bars[0]?.label}
        </Text>
        <Text size="xs" c="dimmed">
          {bars.at(-1)?.label}
        </Text>
      </Group>
      <Group gap="md" mt="xs">
        {names.slice(0, COLORS.length).map((name) => (
          <Group key={name} gap={6} wrap="nowrap">
            <svg width={10} height={10} aria-hidden="true">
              <rect width={10} height={10} rx={2} fill={colorOf(names, name)} />
            </svg>
            <Text size="xs">{name}</Text>
          </Group>
        ))}
      </Group>
      <details>
        <summary>
          <Text size="xs" c="dimmed" span>
            {t('tableNote')}
          </Text>
        </summary>
        <Table aria-label={title}>
          <Table.Tbody>
            {bars
              .filter((bar) => bar.parts.length > 0)
              .map((bar) => (
                <Table.Tr key={bar.label}>
                  <Table.Th scope="row">{bar.label}</Table.Th>
                  <Table.Td>{bar.parts.map(({ name, value }) => `${name} ${format(value)}`).join(', ')}</Table.Td>
                  <Table.Td className="number">{format(total(bar))}</Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </details>
    </figure>
  );
}

function total(bar: Bar): number {
  return bar.parts.reduce((sum, { value }) => sum + value, 0);
}

/** Names of the parts, the largest first. */
function rank(bars: readonly Bar[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { name, value } of bars.flatMap(({ parts }) => parts)) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function stack(bar: Bar, names: readonly string[]): { name: string; from: number; value: number }[] {
  let from = 0;
  return [...bar.parts]
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
    .map(({ name, value }) => {
      const part = { name, from, value };
      from += value;
      return part;
    });
}

function colorOf(names: readonly string[], name: string): string {
  return COLORS[Math.min(names.indexOf(name), COLORS.length - 1)] ?? '';
}
