import { createSocket } from "node:dgram";
import { WebSocket } from "ws";
import { fromHex } from "../../firmware/src/base/bytes";
import * as message from "../../firmware/src/wire/message";
import type { EventRow } from "../../host-tools/api/events";
import type { ReadersAnswer } from "../../host-tools/api/readers";
import { seededRandom } from "../../host-tools/simulator/board/entropy";
import { BackendAtWork } from "../support/backend-at-work";
import type { ModelReader } from "../support/model-reader";
import { tapOf } from "../support/model-reader";

/* What anybody may send to the port: dropped and counted, nothing stored, and the readers are served as before. */
let at: BackendAtWork;
let lobby: ModelReader;
beforeEach(async () => {
  at = await BackendAtWork.start();
  lobby = await at.reader("Lobby");
  await lobby.sync();
});
afterEach(() => at.stop());

const counted = () => at.client.get<ReadersAnswer>("/api/v1/readers");
const stored = async () => (await at.client.get<{ rows: EventRow[] }>("/api/v1/events")).rows;

/** Everything sent before this has been dealt with: the backend answers datagrams in their order. */
async function settled(): Promise<void> {
  await lobby.syncOnce();
}

test("noise of every length is malformed or from nobody", async () => {
  const random = seededRandom(7);
  for (let length = 0; length < 1400; length += 7) {
    const noise = Uint8Array.from({ length }, () => Math.floor(random() * 256));
    if (length > 12) noise[0] = 1;
    lobby.send(noise);
  }
  await settled();
  const { dropped } = await counted();
  expect(dropped.frameMalformed! + dropped.unknownReader!).toBe(200);
  expect(await stored()).toEqual([]);
});

test("a frame with any bit changed, cut or lengthened is not the reader's", async () => {
  const frame = lobby.frame(message.events, lobby.eventsPayload([tapOf(undefined)], 1));
  for (let bit = 0; bit < frame.length * 8; bit += 3) {
    const changed = Uint8Array.from(frame);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    lobby.send(changed);
  }
  for (let length = 0; length < frame.length; length += 5) lobby.send(frame.subarray(0, length));
  lobby.send(Uint8Array.from([...frame, 0]));
  await settled();
  expect(await stored()).toEqual([]);
  const { rows } = await counted();
  expect(Object.keys(rows[0]!.dropped).sort()).toEqual(["frameMalformed", "frameReplayed", "frameSeal"]);
});

test("a recording is never believed: not the same frame, not an older counter, not an older boot", async () => {
  const { identity } = lobby;
  const old = lobby.frame(message.events, lobby.eventsPayload([tapOf(undefined)], 1));
  const next = await at.modelOf(identity, 2);
  await next.sync();
  next.send(old);
  const frame = next.frame(message.events, next.eventsPayload([tapOf(undefined)], 1));
  next.send(frame);
  next.send(frame);
  next.send(next.frame(message.events, next.eventsPayload([tapOf(undefined)], 2), 1));
  await next.syncOnce();
  expect((await counted()).rows[0]!.dropped).toEqual({ frameReplayed: 3 });
  expect((await stored()).map((row) => row.sequence)).toEqual([1]);
});

test("a recording from before the backend's restart only ever hears the new nonce", async () => {
  const stale = new Uint8Array(8).fill(9);
  const { nonce } = lobby;
  lobby.nonce = stale;
  const answer = await lobby.ask(message.events, lobby.eventsPayload([tapOf(undefined)], 1));
  expect(answer.type).toBe(message.news);
  expect([...answer.payload.subarray(0, 8)]).toEqual([...nonce]);
  expect(await stored()).toEqual([]);
});

test("sealed but senseless messages are refused whole", async () => {
  const good = lobby.eventsPayload([tapOf(undefined), tapOf(undefined)], 1);
  lobby.send(lobby.frame(message.events, good.subarray(0, good.length - 1)));
  const falling = Uint8Array.from(good);
  falling[message.eventsBytes + 4] = 9;
  lobby.send(lobby.frame(message.events, falling));
  const many = Uint8Array.from(good);
  many[8] = 200;
  lobby.send(lobby.frame(message.events, many));
  lobby.send(lobby.frame(message.sync, new Uint8Array(3)));
  lobby.send(lobby.frame(77, new Uint8Array(3)));
  await settled();
  expect((await counted()).rows[0]!.dropped).toEqual({ messageMalformed: 5 });
  expect(await stored()).toEqual([]);
});

test("a reader that is switched off is not served", async () => {
  const { id } = (await counted()).rows[0]!;
  await at.client.send("PATCH", `/api/v1/readers/${id}`, { enabled: false });
  lobby.send(lobby.frame(message.sync, lobby.syncPayload()));
  const probe = await at.reader("Side");
  await probe.sync();
  expect((await counted()).rows[0]!.dropped).toEqual({ readerDisabled: 1 });
});

test("the WebSocket takes the same frames, and survives what it is sent", async () => {
  const socket = new WebSocket(`${at.backend.url.replace("http", "ws")}/link`);
  await new Promise((open) => socket.once("open", open));
  socket.send("text is no frame");
  socket.send(new Uint8Array(2000));
  const answered = new Promise<Uint8Array>((answer) => socket.once("message", (data) => answer(data as Buffer)));
  socket.send(lobby.frame(message.sync, lobby.syncPayload()));
  expect((await answered)[1]).toBe(message.news);
  expect((await counted()).dropped.unknownReader ?? (await counted()).dropped.frameVersion).toBe(1);
  socket.terminate();
});

test("an unknown reader's well-sealed frame is from nobody", async () => {
  const identity = { ...lobby.identity, readerId: "0102030405060708" };
  const stranger = await at.modelOf(identity);
  stranger.send(stranger.frame(message.sync, stranger.syncPayload()));
  await settled();
  expect((await counted()).dropped).toEqual({ unknownReader: 1 });
  expect(fromHex(identity.readerId)).toHaveLength(8);
});

test("a sender that is gone when the answer comes does no harm", async () => {
  const socket = createSocket("udp4");
  const frame = lobby.frame(message.sync, lobby.syncPayload());
  await new Promise<void>((sent) => socket.send(frame, at.backend.udpPort, "127.0.0.1", () => socket.close(() => sent())));
  await settled();
  expect(await stored()).toEqual([]);
});
