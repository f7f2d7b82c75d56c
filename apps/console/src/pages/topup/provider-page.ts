/** The address of Epay's page. Epay takes its form by GET as well, so the page's policy can forbid forms to other sites. */
export function toProviderPage(url: string, fields: object): string {
  const page = new URL(url);
  for (const [name, value] of Object.entries(fields)) page.searchParams.set(name, String(value));
  return page.href;
}
