import { u32At } from "../../firmware/src/base/pack";
import type { Grants } from "../../firmware/src/store/grants";
import type { Grant } from "../../firmware/src/wire/grant";
import { ListPart } from "../../firmware/src/wire/list-part";
import { fullestPart, partRowsMax } from "../../host-tools/backend/delta/encode-part";
import type { ReaderGrant } from "../../host-tools/backend/store/tables";

/** A backend's end of a transfer: the whole list `grants` in parts, made by the backend's own code. */
export class ListInParts {
  private readonly rows: { first: number; row: ReaderGrant }[];

  constructor(
    grants: Iterable<Grant>,
    private readonly version: number,
  ) {
    this.rows = [...grants].map((grant) => ({ first: u32At(grant.token, 0), row: rowOf(grant) }));
    this.rows.sort((a, b) => a.first - b.first);
  }

  /** The body that follows for a reader in this state. */
  body(reader: Grants): Uint8Array {
    const from = reader.target() === this.version ? reader.place() : 0;
    let at = 0;
    while (at < this.rows.length && this.rows[at]!.first < from) at++;
    const rows = this.rows.slice(at, at + partRowsMax + 1).map(({ row }) => row);
    return fullestPart({ version: this.version, from, buckets: reader.buckets }, rows);
  }

  /** Gives the next part; true: that was the last. */
  step(reader: Grants): boolean {
    return reader.replace(new ListPart(this.body(reader)));
  }
}

function rowOf(grant: Grant): ReaderGrant {
  const { token, levels, validFrom: valid_from, validUntil: valid_until, flags, key } = grant;
  return { reader: 1, credential_id: 1, version: 1, token, levels, valid_from, valid_until, flags, part: 0, card_key: key ?? null };
}
