import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { saveFile } from '../../api/download';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Refusal } from '../../parts/refusal';
import { DISABLED, REDEEMED, type RedemptionCode, UNUSED } from './code';
import { useCodesTexts } from './texts';

const CHANGES = [['codes']];

/** What can be done with one code, and its batch as a file. */
export function CodeActions({ code }: { readonly code: RedemptionCode }) {
  const t = useCodesTexts();
  const { id, name, status, batch_id: batch } = code;
  const [isDeleting, setDeleting] = useState(false);
  const [error, setError] = useState<unknown>();
  const toggle = useWrite(
    (client, next: number) =>
      client.PUT('/api/redemption', { params: { query: { status_only: 'true' } }, body: { id, status: next } }),
    { changes: CHANGES },
  );
  const remove = useWrite((client) => client.DELETE('/api/redemption/{id}', { params: { path: { id } } }), {
    changes: CHANGES,
  });
  const save = async () => {
    setError(undefined);
    const params = { query: { batch_id: batch } };
    const file = await call((client) => client.download('/api/redemption/export', { params }));
    await saveFile(file, `codes-${batch}.csv`);
  };
  return (
    <Group gap={4} justify="flex-end">
      {status !== REDEEMED && (
        <Button
          size="xs"
          variant="subtle"
          loading={toggle.isBusy}
          onClick={() => void toggle.run(status === UNUSED ? DISABLED : UNUSED).catch(() => undefined)}
        >
          {t(status === UNUSED ? 'disable' : 'enable')}
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={() => void save().catch(setError)}>
        {t('batch')}
      </Button>
      <Button size="xs" variant="subtle" color="red" onClick={() => setDeleting(true)}>
        {t('delete')}
      </Button>
      <Refusal error={toggle.error ?? error} />
      {isDeleting && (
        <Confirm
          title={t('deleteTitle', { name })}
          text={t('deleteText')}
          action={t('delete')}
          onConfirm={remove.run}
          onClose={() => setDeleting(false)}
        />
      )}
    </Group>
  );
}
