import { Button, Code, Group } from '@mantine/core';
import { saveCsv } from '../../api/download';
import { CopyButton } from '../../parts/copy-button';
import { useQuotaFormat } from '../../parts/money';
import { Section } from '../../parts/section';
import { useCodesTexts } from './texts';

/** A batch that was just made. */
export interface Made {
  readonly name: string;
  readonly quota: number;
  readonly codes: readonly string[];
}

interface MadeCodesProps {
  readonly made: Made;
  readonly onClose: () => void;
}

/** The codes of a new batch, to copy, to save or to print. On paper nothing else of the page appears. */
export function MadeCodes({ made: { name, quota, codes }, onClose }: MadeCodesProps) {
  const t = useCodesTexts();
  const format = useQuotaFormat();
  const save = () =>
    void saveCsv([['name', 'quota', 'code'], ...codes.map((code) => [name, quota, code])], `${name}.csv`);
  return (
    <div className="printed">
      <Section title={t('madeTitle', { count: codes.length })}>
        <p>{`${name} · ${format(quota)}`}</p>
        <Code block data-testid="made-codes">
          {codes.join('\n')}
        </Code>
        <Group mt="sm" className="not-printed">
          <CopyButton value={codes.join('\n')} label={t('copyAll')} />
          <Button size="xs" variant="default" onClick={save}>
            {t('csv')}
          </Button>
          <Button size="xs" variant="default" onClick={() => window.print()}>
            {t('print')}
          </Button>
          <Button size="xs" onClick={onClose}>
            {t('done')}
          </Button>
        </Group>
      </Section>
    </div>
  );
}
