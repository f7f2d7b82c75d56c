/** A value for COPY. Numbers are bigint, so that none loses digits; text arrays are of plain words. */
export type CopyValue = string | bigint | number | boolean | Buffer | readonly string[] | object | null;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A row in COPY's text format (PostgreSQL, "COPY: Text Format"), with its line end. */
export function encodeRow(values: readonly CopyValue[]): string {
  return `${values.map(encode).join('\t')}\n`;
}

function encode(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escape(value);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (Array.isArray(value))
    return escape(`{${value.map((word) => `"${String(word).replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
  if (typeof value === 'object') return escape(JSON.stringify(value));
  return String(value);
}

function escape(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign) : text;
}
