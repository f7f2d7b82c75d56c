import { ERRORS } from '@tollgate/contracts';

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function html(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => escaped[sign] ?? sign);
}

/** The page that lists every error, because the `type` of problem details links there. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, zh, en, bare }]) => {
    const cells = [status, bare ? status : 200, html(zh), html(en)].map((cell) => `<td>${cell}</td>`).join('');
    return `<tr id="${code}"><th scope="row"><code>${code}</code></th>${cells}</tr>`;
  });
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Tollgate: errors</title>',
    '<style>body{font:16px/1.5 sans-serif;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;vertical-align:top}',
    'tr:nth-child(even){background:#f4f4f4}tr:target{background:#fff3c4}</style>',
    '<h1>Errors</h1><p>A code is never reworded; its texts may be. <code>{…}</code> stands for a parameter.</p>',
    '<table><thead><tr><th>Code<th>Status of problem details<th>Status in the envelope<th>中文<th>English</thead><tbody>',
    ...rows,
    '</tbody></table></html>',
  ].join('\n');
}
