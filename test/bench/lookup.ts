import type { Region } from "../../firmware/src/hal/flash";
import { headBytes, grantsCapacity } from "../../firmware/src/store/grant-shape";
import { Grants } from "../../firmware/src/store/grants";
import { flagExtended, type Grant } from "../../firmware/src/wire/grant";
import { imageRegion } from "../../host-tools/flash/image/image-region";
import { loadList } from "../../host-tools/flash/image/load-list";
import { StorageWriter } from "../../host-tools/flash/image/storage-writer";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { jsNative } from "../../host-tools/hal/native";
import { crc32 } from "node:zlib";
import { countsOf, netOf } from "./callgrind";
import type { Figures } from "./figures";

const pageBytes = 4096;
const sizes = { "1k": 1_000, "100k": 100_000, "1m": 1_000_000 };
/** The pages that are looked into whole lie here in the interpreter's flash, inside one file, the headers of all pages before them. */
const headsAt = 4096;
const pagesAt = 131_072;
const wanted = 10;
const native = { ...jsNative(), crc32: (bytes: Uint8Array) => crc32(bytes) };

/** What one look-up costs, in lists of a thousand to a million. */
export async function lookupFigures(): Promise<Figures> {
  const figures: Figures = {};
  for (const [name, size] of Object.entries(sizes)) {
    const list = listOf(size);
    figures[`lookup.instructions.${name}`] = netOf(await countsOf("lookup", onChip(list)))("found");
    if (name === "100k") figures["lookup.flash_reads"] = readsOf(list);
  }
  return figures;
}

interface List {
  region: Region;
  bytes: Uint8Array;
  pages: number;
  tokens: Uint8Array[];
}

function listOf(size: number): List {
  let pages = 8;
  while (grantsCapacity(pageBytes, pages, false) < size) pages++;
  const random = seededRandom(size);
  const grants = Array.from({ length: size }, (_, i): Grant => {
    const token = Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256));
    return { token, levels: 1 + (i % 3), validFrom: 0, validUntil: 0, flags: flagExtended };
  });
  const bytes = new Uint8Array(pages * pageBytes).fill(255);
  const region = imageRegion(bytes, 0, { pageBytes, pages });
  loadList(region, native, grants, 1);
  return { region, bytes, pages, tokens: grants.slice(0, wanted).map((grant) => grant.token) };
}

function onChip({ region, bytes, pages, tokens }: List): { flash: Uint8Array; plan: unknown[] } {
  const { directory, bucketOf } = tableOf(new Grants(region, native));
  const entries = tokens.map((token) => directory.find(bucketOf(new DataView(token.buffer).getUint32(0, true))));
  const storage = new StorageWriter(262_144);
  storage.add("LKDATA", new Uint8Array(200_000).fill(255));
  const flash = storage.bytes;
  for (let page = 0; page < pages; page++) flash.set(bytes.subarray(page * pageBytes, page * pageBytes + headBytes), headsAt + page * headBytes);
  entries.forEach((entry, i) => flash.set(bytes.subarray(directory.places[entry]! * pageBytes, (directory.places[entry]! + 1) * pageBytes), pagesAt + i * pageBytes));
  return { flash, plan: [[pages, headsAt, pagesAt], entries, ...tokens.map((token) => [...token])] };
}

function tableOf(grants: Grants): { directory: { find(bucket: number): number; places: Uint16Array }; bucketOf(first: number): number } {
  const { table } = grants as unknown as { table: { directory: { find(bucket: number): number; places: Uint16Array }; bucketOf(first: number): number } };
  return { directory: table.directory, bucketOf: (first) => table.bucketOf(first) };
}

/** Reads of flash for one look-up, once its page has been checked. */
function readsOf({ region, tokens }: List): number {
  let reads = 0;
  const grants = new Grants({ ...region, read: (offset, length) => (reads++, region.read(offset, length)) }, native);
  for (const token of tokens) grants.find(token);
  reads = 0;
  for (const token of tokens) grants.find(token);
  return reads / tokens.length;
}
