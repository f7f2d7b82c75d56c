import type { ReadyDatabase } from './database.js';

/** The lines that a person sees who starts the process on a terminal: the address, the data, and whether it is set up. */
export async function buildSummary({
  services,
  database,
}: {
  readonly services: readonly { readonly name: string; readonly port?: number }[];
  readonly database?: Pick<ReadyDatabase, 'name'>;
}): Promise<string> {
  const port = services.find((service) => service.port !== undefined)?.port;
  const names = services.map(({ name }) => name).join(', ');
  const lines = [`Tollgate runs (${names}).`, ''];
  if (port !== undefined) {
    const origin = `http://localhost:${port}`;
    const state = (await isSetUp(origin)) ? 'done' : `open ${origin}/setup, or POST ${origin}/api/setup`;
    lines.push(`  Address   ${origin}`, `  Set-up    ${state}`, `  API       ${origin}/docs`);
  }
  if (database) lines.push(`  Data      ${database.name}`);
  return `${[...lines, '', 'Stop it with Ctrl+C.'].join('\n')}\n`;
}

async function isSetUp(origin: string): Promise<boolean> {
  const reply = await fetch(`${origin}/api/setup`);
  const { data } = (await reply.json()) as { data?: { status?: boolean } };
  return data?.status === true;
}
