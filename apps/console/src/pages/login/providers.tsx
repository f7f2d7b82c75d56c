import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import { type SiteStatus, useStatus } from '../../api/queries';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useLoginTexts } from './texts';

interface ProvidersProps {
  readonly onSignedIn: (user: { readonly id: number }) => void;
  /** The account asks for a second factor. */
  readonly onCode: () => void;
  /** The invitation code, if the visitor came by an invitation. */
  readonly aff?: string;
}

/** Providers that are reached by a link, with the path that begins their login. */
function listProviders(status: SiteStatus): readonly { id: string; name: string }[] {
  return [
    ...(status.github_oauth ? [{ id: 'github', name: 'GitHub' }] : []),
    ...(status.discord_oauth ? [{ id: 'discord', name: 'Discord' }] : []),
    ...(status.oidc_enabled ? [{ id: 'oidc', name: status.oidc_display_name || 'OIDC' }] : []),
    ...(status.linuxdo_oauth ? [{ id: 'linuxdo', name: 'LinuxDO' }] : []),
    ...(status.custom_oauth_providers ?? []).map(({ slug, name }) => ({ id: slug, name })),
  ];
}

/** Whether a third-party login is configured. */
export function hasProviders(status: SiteStatus): boolean {
  return status.wechat_login || listProviders(status).length > 0;
}

/** The configured third-party logins. */
export function Providers({ onSignedIn, onCode, aff }: ProvidersProps) {
  const t = useLoginTexts();
  const status = useStatus();
  const query = aff ? `?aff=${encodeURIComponent(aff)}` : '';
  return (
    <Stack gap="xs">
      {listProviders(status).map(({ id, name }) => (
        <Button key={id} component="a" href={`/api/oauth/${id}/start${query}`} variant="default">
          {t('with', { provider: name })}
        </Button>
      ))}
      {status.wechat_login && <WechatForm qrCode={status.wechat_qrcode} onSignedIn={onSignedIn} onCode={onCode} />}
    </Stack>
  );
}

function WechatForm({ qrCode, onSignedIn, onCode }: ProvidersProps & { readonly qrCode: string }) {
  const t = useLoginTexts();
  const form = useForm({ code: '' }, async (query) => {
    const { data } = await call((client) => client.GET('/api/oauth/wechat', { params: { query } }));
    if (data?.require_2fa) onCode();
    else if (data) onSignedIn(data);
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="xs">
        {qrCode && (
          <Anchor href={qrCode} target="_blank" rel="noreferrer" size="sm">
            {t('wechatPicture')}
          </Anchor>
        )}
        <TextInput {...form.field('code')} label={t('wechatCode')} autoComplete="one-time-code" required />
        <Refusal error={form.error} />
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t('wechatSubmit')}
        </Button>
      </Stack>
    </form>
  );
}
