type Cell = string | number | null;

/** What a spreadsheet may run as a formula, full-width signs included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV (RFC 4180). Texts that a spreadsheet would run are quoted with an apostrophe. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** Unix seconds as a table shows them; empty for 0. */
export function csvTime(seconds: number): string {
  return seconds === 0 ? '' : new Date(seconds * 1000).toISOString();
}
