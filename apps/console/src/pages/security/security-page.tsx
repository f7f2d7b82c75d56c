import { useQuery } from '@tanstack/react-query';
import { selfQuery } from '../../api/queries';
import { Page } from '../../parts/page';
import { Section } from '../../parts/section';
import { Read } from '../../parts/states';
import { AccessToken } from './access-token';
import { Accounts } from './accounts';
import { DeleteAccount } from './delete-account';
import { EmailForm } from './email-form';
import { PasskeyList } from './passkey-list';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { FactorSettings } from './factor-settings';
import { SecurityLog } from './security-log';
import { SessionList } from './session-list';
import { useSecurityTexts } from './texts';

/** The user's profile, and each way to sign in. */
export function SecurityPage() {
  const t = useSecurityTexts();
  const self = useQuery(selfQuery);
  return (
    <Page title={t('title')}>
      <Read query={self}>
        {(data) => (
          <>
            <Section title={t('profile')}>
              <ProfileForm self={data} />
            </Section>
            <Section title={t('email')}>
              <EmailForm email={data.email} />
            </Section>
            <Section title={t('password')}>
              <PasswordForm username={data.username} />
            </Section>
            <Section title={t('factor')}>
              <FactorSettings />
            </Section>
            <Section title={t('passkeys')}>
              <PasskeyList />
            </Section>
            <Section title={t('sessions')}>
              <SessionList />
            </Section>
            <Section title={t('accounts')}>
              <Accounts />
            </Section>
            <Section title={t('token')}>
              <AccessToken />
            </Section>
            <Section title={t('log')}>
              <SecurityLog />
            </Section>
            <Section title={t('delete')}>
              <DeleteAccount username={data.username} />
            </Section>
          </>
        )}
      </Read>
    </Page>
  );
}
