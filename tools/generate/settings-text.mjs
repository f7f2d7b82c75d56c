import { platformSettings } from '@tollgate/platform/config';

const BEGIN = '<!-- settings:begin -->';
const END = '<!-- settings:end -->';

/** Every declared setting: `[who reads it, { NAME: setting }]`, the platform's first. */
export async function groups() {
  const services = ['auth', 'billing', 'admin', 'gateway'];
  const found = [['every process', platformSettings]];
  for (const name of services) {
    const { [name]: service } = await import(`@tollgate/${name}`);
    found.push([name, service.settings]);
  }
  return found.filter(([, settings]) => Object.keys(settings).length > 0);
}

/** A file to copy to `.env`: every setting with its default, commented out. */
export function envExample(declared) {
  const parts = declared.map(([reader, settings]) => {
    const lines = Object.entries(settings).map(
      ([name, { desc, kind, shownDefault }]) => `# ${desc} (${kind}).\n# ${name}=${shownDefault}`,
    );
    return `## Read by ${reader}\n\n${lines.join('\n\n')}\n`;
  });
  return `# Generated from the declarations: npm run generate. Copy to .env and uncomment what you change.\n\n${parts.join('\n')}`;
}

/** A text with the tables between its two marks replaced: one for each reader. */
export function withTables(text, declared) {
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`docs/settings.md needs ${BEGIN} and ${END}`);
  const tables = declared.map(([reader, settings]) => {
    const rows = Object.entries(settings).map(([name, setting]) => `| ${row(name, setting).join(' | ')} |`);
    return [`## Read by ${reader}\n`, '| name | meaning | default |', '|---|---|---|', ...rows].join('\n');
  });
  return `${text.slice(0, before)}${BEGIN}\n\n${tables.join('\n\n')}\n\n${text.slice(after)}`;
}

function row(name, { desc, kind, secret, shownDefault }) {
  const meaning = `${desc}${secret ? ' (secret)' : ''}. ${kind}`.replaceAll('|', '\\|');
  return [`\`${name}\``, meaning, shownDefault === '' ? '' : `\`${shownDefault}\``];
}
