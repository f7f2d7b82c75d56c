/**
 * Returns the SQL of the id that clients see for a third-party account, for rows of `auth.identities` called `row`. The subject of an
 * OpenID Connect identity is stored as issuer, space, `sub`, so the `sub` is cut out because New API's `oidc_id` is the `sub` alone.
 */
export function shownSubject(row: string): string {
  return `CASE ${row}.provider WHEN 'oidc' THEN substr(${row}.subject, strpos(${row}.subject, ' ') + 1) ELSE ${row}.subject END`;
}
