import { Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { optionsQuery } from '../../api/options';
import { useFilters, useTyped } from '../../parts/filters';
import { Page } from '../../parts/page';
import { Empty, Read } from '../../parts/states';
import { CATALOGUE, GROUPS, type Group as GroupName } from './catalogue';
import { CustomProviders } from './custom-providers';
import { type Option, useOptionName } from './option-field';
import { OptionsForm } from './options-form';
import { TestMail } from './test-mail';
import { useOptionTexts } from './texts';

/** The options of the site, in groups that the address bar names. */
export function OptionsPage() {
  const t = useOptionTexts();
  const filters = useFilters(['group', 'find']);
  const { find } = filters.values;
  const group = GROUPS.find((name) => name === filters.values.group) ?? 'site';
  const search = useCallback((text: string) => filters.set({ find: text }), [filters]);
  const [typed, setTyped] = useTyped(find, search);
  const [saves, setSaves] = useState({ count: 0, where: '' });
  const options = useQuery(optionsQuery);
  const found = useFound(group, find);
  const where = find || group;
  return (
    <Page title={t('title')} hint={t('hint')}>
      <Group align="flex-end">
        <Select
          label={t('group')}
          data={GROUPS.map((name) => ({ value: name, label: t(`group${name}`) }))}
          value={group}
          onChange={(next) => filters.set({ group: next ?? '', find: '' })}
          allowDeselect={false}
          w={300}
        />
        <TextInput
          label={t('find')}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          w={300}
        />
      </Group>
      {found.length === 0 ? (
        <Empty text={t('noneFound')} />
      ) : (
        <Read query={options}>
          {(values) => (
            <OptionsForm
              key={`${where} ${saves.count}`}
              options={found}
              values={values}
              isSaved={saves.where === where}
              onSaved={() => setSaves(({ count }) => ({ count: count + 1, where }))}
            />
          )}
        </Read>
      )}
      {where === 'mail' && <TestMail />}
      {where === 'providers' && <CustomProviders />}
    </Page>
  );
}

/** The options of a group, or those of all groups whose key or name holds the text. */
function useFound(group: GroupName, find: string): readonly Option[] {
  const nameOf = useOptionName();
  if (find === '') return CATALOGUE.filter((option) => option.group === group);
  const text = find.toLowerCase();
  return CATALOGUE.filter((option) => `${option.key} ${nameOf(option)}`.toLowerCase().includes(text));
}
