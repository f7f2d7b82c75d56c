import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setUserId } from '../../api/session';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { useSecurityTexts } from './texts';

/** Deletes the account after the user has typed its name. */
export function DeleteAccount({ username }: { readonly username: string }) {
  const t = useSecurityTexts();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useWrite((client) => client.DELETE('/api/user/self'), {
    onDone: () => {
      setUserId(undefined);
      queries.clear();
      location.assign('/login');
    },
  });
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('deleteWhy')}</Text>
      <Button color="red" variant="light" onClick={() => setAsking(true)}>
        {t('delete')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('deleteTitle')}
          text={t('deleteWhy')}
          action={t('delete')}
          name={username}
          onConfirm={remove.run}
          onClose={() => setAsking(false)}
        />
      )}
    </Stack>
  );
}
