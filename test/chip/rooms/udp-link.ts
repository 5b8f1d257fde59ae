import { udpLink } from "../../../firmware/src/espruino/udp-link";

/* Asks a backend that does not answer, ten times a second, until it does; udp-link.test.ts is that backend. */
const port = (global as never as { PORT: number }).PORT;
let renewals = 0;
const link = udpLink("127.0.0.1", port, () => void renewals++);
link.listen((datagram) => {
  print("RESULT " + JSON.stringify({ renewals: renewals, heard: datagram.length }));
  quit();
});
setInterval(() => link.send(new Uint8Array(20)), 100);
