/** The condition that a row of `auth.address_codes` is of the address in `$1`; the table holds hashes of addresses. */
export const OF_ADDRESS = `address_key = rtrim(translate(encode(sha256(convert_to($1, 'UTF8')), 'base64'), '+/', '-_'), '=')`;
