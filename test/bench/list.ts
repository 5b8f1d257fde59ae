import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { SimulatedFlash } from "../../host-tools/simulator/board/flash";
import { jsNative } from "../../host-tools/hal/native";
import { Grants } from "../../firmware/src/store/grants";
import { ListPart } from "../../firmware/src/wire/list-part";
import { newsBytes } from "../../firmware/src/wire/message";
import { ListInParts } from "../support/list-in-parts";
import type { Figures } from "./figures";

const grants = 100_000;
/** Sets of levels in use, none with limits. */
const sets = 4;
/** The grants region of the ESP32 board. */
const esp32 = { pageBytes: 4096, pages: 148 };

/** Bytes of the frames that carry a list of 100,000 grants to an ESP32. */
export async function listFigures(): Promise<Figures> {
  const random = seededRandom(5);
  const byte = (): number => Math.floor(random() * 256);
  const list = Array.from({ length: grants }, (_, i) => ({
    token: Uint8Array.from({ length: 8 }, byte), levels: 1 + (i % sets), validFrom: 0, validUntil: 0, flags: 0,
  }));
  const flash = new SimulatedFlash(esp32);
  const reader = new Grants(flash.region(0, esp32.pages), jsNative());
  const parts = new ListInParts(list, 1);
  let bytes = 0;
  for (let done = false; !done;) {
    const body = parts.body(reader);
    bytes += frameBytes(newsBytes + body.length);
    done = reader.replace(new ListPart(body));
  }
  return { "list.bytes.100k": bytes };
}

/** Header, padded ciphertext and tag of a sealed frame (sync/seal). */
function frameBytes(payload: number): number {
  return 24 + (Math.floor(payload / 64) + 1) * 64 + 16;
}
