import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../api/queries';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useUserTexts } from './texts';
import { type User, USER_CHANGES } from './user';

/** The group of the user, and the administrators' remark. */
export function GroupForm({ user: { id, group, remark } }: { readonly user: User }) {
  const t = useUserTexts();
  const { data: groups = [group] } = useQuery(groupsQuery);
  const save = useWrite(
    (client, body: { group: string; remark: string }, idempotencyKey) =>
      client.PUT('/api/user', { body: { id, ...body }, idempotencyKey }),
    { changes: USER_CHANGES },
  );
  const form = useForm({ group, remark }, (values) => save.run(values), { GROUP_UNKNOWN: 'group' });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <Select
          {...form.field('group')}
          onChange={(value) => form.set('group', value ?? group)}
          label={t('group')}
          data={groups.includes(group) ? groups : [group, ...groups]}
          allowDeselect={false}
        />
        <TextInput {...form.field('remark')} label={t('remark')} maxLength={255} autoComplete="off" />
        <Refusal error={form.error} />
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t('save')}
        </Button>
      </Stack>
    </form>
  );
}
