import { fromHex, toHex } from "../../../firmware/src/base/bytes";
import type { Clock } from "../../../firmware/src/hal/clock";
import { spiChip } from "../../../firmware/src/espruino/asked-devices";
import { chipNative } from "../../../firmware/src/espruino/native";
import { W5500 } from "../../../firmware/src/sync/w5500";
import { wiredLink } from "../../../firmware/src/sync/wired-link";

/*
 * A wired reader's link on time of its own. What is at the other end of the bus, `transfer`, is the emulated chip in Node, and in the
 * interpreter what that chip said there. wired-link.test.ts compares.
 */
interface World {
  transfer(sent: string): string;
  advance(ms: number): void;
}
const world = global as never as World;
let nowMs = 0;
let next: () => void = () => undefined;
let nextMs = 0;
const clock = {
  uptimeMs: () => nowMs,
  later: (run: () => void, ms: number) => {
    next = run;
    nextMs = ms;
  },
} as Clock;

let transfers = 0;
const bus = {
  setup: () => undefined,
  send: (data: Uint8Array) => {
    transfers++;
    return fromHex(world.transfer(toHex(data)));
  },
};

function pass(turns: number): void {
  for (let i = 0; i < turns; i++) {
    nowMs += nextMs;
    world.advance(nextMs);
    next();
  }
}

const heard: string[] = [];
const link = wiredLink({
  chip: new W5500(spiChip(bus, new Pin("D4"))),
  clock: clock,
  native: chipNative,
  readerId: new Uint8Array([161, 178, 195, 212, 229, 6, 7, 8]),
  backendHost: new Uint8Array([192, 0, 2, 10]),
  backendPort: 7441,
});
link.listen((datagram) => void heard.push(toHex(datagram)));
pass(30);
for (let i = 0; i < 12; i++) {
  const datagram = new Uint8Array(528);
  datagram.fill(i + 1);
  link.send(datagram);
  pass(3);
}
/* Through the first time that the address is prolonged. */
pass(700);
print("RESULT " + JSON.stringify({ transfers: transfers, heard: heard }));
quit();
