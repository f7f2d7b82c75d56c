import { Button, Checkbox, Group, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import type { Form } from '../../parts/form';
import { useLanguage } from '../../texts/texts';
import type { CATALOGUE } from './catalogue';
import { NAMES } from './names';
import { useOptionTexts } from './texts';

export type Option = (typeof CATALOGUE)[number];
export type Values = Readonly<Record<string, string>>;

const SHOWN_DEFAULT = 60;

/** The name of an option in the page's language. */
export function useOptionName(): (option: Option) => string {
  const language = useLanguage();
  return ({ key }) => NAMES[key]?.[language === 'zh' ? 1 : 0] ?? key;
}

interface OptionFieldProps {
  readonly option: Option;
  readonly form: Form<Record<string, string>>;
}

/** The input of one option by its type, with its key and default; a refusal appears beside it. */
export function OptionField({ option, form }: OptionFieldProps) {
  const t = useOptionTexts();
  const { key, kind, secret, isLong, choices } = option;
  const label = useOptionName()(option);
  const field = form.field(key);
  const value = field.value ?? '';
  const common = { ...field, value, label, description: useDescription(option) };
  if (kind === 'bool') {
    const { name, description, error } = common;
    return (
      <Checkbox
        {...{ name, label, description, error }}
        checked={value === 'true'}
        onChange={(event) => form.set(key, String(event.currentTarget.checked))}
      />
    );
  }
  if (secret) {
    return (
      <Group align="flex-end" wrap="nowrap">
        <PasswordInput {...common} placeholder={t('secretKept')} autoComplete="new-password" flex={1} />
        <ClearSecret option={option} />
      </Group>
    );
  }
  if (choices.length > 0) {
    const data = choices.map((choice: string) => ({ value: choice, label: choice || '—' }));
    return <Select {...common} data={data} onChange={(next) => form.set(key, next ?? '')} allowDeselect={false} />;
  }
  if (isLong) return <Textarea {...common} autosize maxRows={12} spellCheck={false} />;
  return (
    <TextInput
      {...common}
      autoComplete="off"
      spellCheck={false}
      inputMode={kind === 'int' ? 'numeric' : kind === 'decimal' ? 'decimal' : 'text'}
    />
  );
}

/** The key, the type and the default of an option, and whether it is only kept for other programs. */
function useDescription({ key, kind, fallback, secret, isKept }: Option): string {
  const t = useOptionTexts();
  const isShown = !secret && fallback !== '' && fallback.length <= SHOWN_DEFAULT;
  const parts = [key, t(`kind${kind}`)];
  if (isShown) parts.push(t('default', { value: fallback }));
  if (isKept) parts.push(t('kept'));
  return parts.join(' · ');
}

/** Removes a stored secret, because an empty field keeps it. */
function ClearSecret({ option }: { readonly option: Option }) {
  const t = useOptionTexts();
  const name = useOptionName()(option);
  const [isOpen, setOpen] = useState(false);
  const clear = useWrite((client) => client.PUT('/api/option', { body: { key: option.key, value: '' } }), {
    changes: [['options'], ['status']],
  });
  return (
    <>
      <Button variant="subtle" color="red" aria-label={`${t('clearSecret')}: ${name}`} onClick={() => setOpen(true)}>
        {t('remove')}
      </Button>
      {isOpen && (
        <Confirm
          title={t('clearTitle')}
          text={t('clearText', { name })}
          action={t('clearSecret')}
          onConfirm={clear.run}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
