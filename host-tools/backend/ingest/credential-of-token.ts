/**
 * In SQL, whose a token is that a reader's journal names: a credential of its list, else a lease, else null. Its parameters: reader, token, reader,
 * token. A line of the list that is nobody's any more (0) counts as none.
 */
export const credentialOfToken = `coalesce(nullif((select credential_id from reader_grant where reader = ? and token = ?), 0),
   (select credential_id from lease where reader = ? and token = ?))`;
