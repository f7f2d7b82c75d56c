import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Makes all secrets of an installation at random, in a folder that only this account can read:
 *   secrets.yaml  for `kubectl apply -f`
 *   secrets.env   for docker/compose.yml
 *   logins.sql    for the database's owner, before the first migration or a dump's restore: one login per service, and the
 *                 owner in each service's role, because roles belong to the server and are in no dump
 * `node docker/make-secrets.mjs <folder> --database db.example.com:5432/tollgate`. With `--ca ca.pem` the database's certificate is
 * checked against that authority, which Kubernetes mounts, and not against the public ones. It never overwrites, because the second
 * factors, API keys and provider secrets that were sealed with a CRYPTO_SECRET are lost with it.
 */
const CA_FILE = '/etc/tollgate/database/ca.crt';
const SERVICES = ['gateway', 'auth', 'billing', 'admin'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string', default: 'postgres:5432/tollgate' },
    owner: { type: 'string', default: 'tollgate' },
    tls: { type: 'string', default: '' },
    ca: { type: 'string' },
  },
});
const [folder] = positionals;
if (!folder)
  throw new Error(
    'usage: node docker/make-secrets.mjs <folder> [--database host:port/name] [--owner login] [--tls verify-full] [--ca file]',
  );
// other modes would accept an authority and then not compare the certificate's host
if (values.ca && !['', 'verify-full'].includes(values.tls)) throw new Error('--ca goes with --tls verify-full');

/** Letters and digits, a letter first, because NATS reads it as configuration and URLs contain it. */
const password = () => `t${randomBytes(24).toString('hex')}`;
const secret = () => randomBytes(32).toString('base64url');
const authority = values.ca ? readFileSync(values.ca, 'utf8') : undefined;
const mode = values.tls || (authority ? 'verify-full' : '');
const query = mode ? `?sslmode=${mode}${authority ? `&sslrootcert=${CA_FILE}` : ''}` : '';
const url = (login, own) => `postgres://${login}:${own}@${values.database}${query}`;

const owner = password();
const logins = Object.fromEntries(SERVICES.slice(1).map((service) => [service, password()]));
const bus = Object.fromEntries(
  [...SERVICES, 'relay'].flatMap((service) => ['a', 'b'].map((which) => [`${service}-${which}`, password()])),
);
const product = { CRYPTO_SECRET: secret() };
const database = {
  migrate: url(values.owner, owner),
  ...Object.fromEntries(
    Object.entries(logins).map(([service, own]) => [service, url(`tollgate_${service}_login`, own)]),
  ),
};

const manifest = (name, data) =>
  [
    'apiVersion: v1',
    'kind: Secret',
    `metadata: { name: ${name}, labels: { app.kubernetes.io/part-of: tollgate } }`,
    'type: Opaque',
    'stringData:',
    ...Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
  ].join('\n');

const upper = (text) => text.toUpperCase().replaceAll('-', '_');
const env = {
  POSTGRES_PASSWORD: owner,
  ...Object.fromEntries(Object.entries(logins).map(([service, own]) => [`POSTGRES_${upper(service)}`, own])),
  ...Object.fromEntries(Object.entries(bus).map(([account, own]) => [`NATS_${upper(account)}`, own])),
  ...product,
};

const login = ([service, own]) => `DO $$ BEGIN
  CREATE ROLE tollgate_${service} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
CREATE ROLE tollgate_${service}_login LOGIN PASSWORD '${own}' IN ROLE tollgate_${service};
GRANT tollgate_${service} TO "${values.owner}";
`;

const files = {
  'secrets.yaml': [
    manifest('tollgate-secrets', product),
    manifest('tollgate-nats', bus),
    manifest('tollgate-database', { ...database, 'owner-password': owner }),
    ...(authority ? [manifest('database-ca', { 'ca.crt': authority })] : []),
  ].join('\n---\n'),
  'secrets.env': Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
  'logins.sql': Object.entries(logins).map(login).join(''),
};

mkdirSync(folder, { recursive: true, mode: 0o700 });
for (const name of Object.keys(files))
  if (existsSync(join(folder, name))) throw new Error(`${join(folder, name)} is there already`);
// readable, because the database's container reads the file as another account; the folder's mode excludes others
for (const [name, text] of Object.entries(files))
  writeFileSync(join(folder, name), `${text}\n`, { mode: name.endsWith('.sql') ? 0o644 : 0o600, flag: 'wx' });
process.stdout.write(`${Object.keys(files).join(', ')} in ${folder}\n`);
