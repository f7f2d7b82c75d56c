/**
 * SQL of what people and clients are shown as the id of an account elsewhere, for rows of `auth.identities` called `row`. The subject of an
 * OpenID Connect identity is kept as issuer, space, `sub`: New API's `oidc_id` is the `sub`.
 */
export function shownSubject(row: string): string {
  return `CASE ${row}.provider WHEN 'oidc' THEN substr(${row}.subject, strpos(${row}.subject, ' ') + 1) ELSE ${row}.subject END`;
}
