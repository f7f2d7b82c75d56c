/** Offers what a call answered as a file. */
export async function saveFile(response: Response, name: string): Promise<void> {
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Offers rows as a CSV file. Texts that a spreadsheet would run as a formula get an apostrophe. */
export function saveCsv(rows: readonly (readonly (string | number)[])[], name: string): Promise<void> {
  const cell = (value: string | number) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return `"${text.replaceAll('"', '""')}"`;
  };
  const text = rows.map((row) => row.map(cell).join(',')).join('\r\n');
  // the mark makes spreadsheets read UTF-8
  return saveFile(new Response(`\uFEFF${text}\r\n`), name);
}
