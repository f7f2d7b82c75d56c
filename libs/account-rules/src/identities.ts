/**
 * Returns the SQL of the id that clients see for a third-party account, for rows of `auth.identities` called `row`. The subject of an
 * OpenID Connect or custom identity is stored as issuer, space, id, so the id is cut out because New API answers the id alone.
 */
export function shownSubject(row: string): string {
  return `CASE WHEN ${row}.provider = 'oidc' OR ${row}.provider LIKE 'custom:%'
               THEN substr(${row}.subject, strpos(${row}.subject, ' ') + 1) ELSE ${row}.subject END`;
}
