/**
 * In SQL, whose a token is that a reader's journal names: a credential of its list, else a lease, else null. `reader` and `token` are SQL as well,
 * a column or a parameter by its number. A line of the list that is nobody's any more (0) counts as none.
 */
export function credentialOfToken(reader: string, token: string): string {
  return `coalesce(nullif((select credential_id from reader_grant where reader = ${reader} and token = ${token}), 0),
    (select credential_id from lease where reader = ${reader} and token = ${token}))`;
}
