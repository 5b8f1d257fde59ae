import { exitCodes, Failure } from "../../api/failure";
import { pathOf, paths } from "../../api/paths";
import { newTrace, type TraceAnswer, type TraceRow } from "../../api/traces";
import { connect, type ServerOptions } from "../backend-client";
import { put, say } from "../output";
import { readerCalled } from "../reader-called";
import { optionsWrong } from "./files";
import { mustBeWritable, writeTrace } from "./out-file";

export interface FromReaderOptions extends ServerOptions {
  reader: string;
  taps: string;
  seconds: string;
  force: boolean;
  json: boolean;
}

const lookAgainMs = 500;

/** Asks the backend to have a reader keep its next taps, waits, and writes what came. */
export async function recordAtReader(file: string, options: FromReaderOptions): Promise<void> {
  mustBeWritable(file, options.force);
  const wish = newTrace.safeParse({ taps: Number(options.taps), seconds: Number(options.seconds) });
  if (!wish.success) throw optionsWrong("A reader keeps 1 to 20 taps, for 5 to 600 seconds.");
  const client = connect(options);
  const reader = (await readerCalled(client, options.reader)).id;
  const { id } = await client.send<TraceRow>("POST", pathOf(paths.readerTraces, reader), wish.data);
  say(`asked ${options.reader}; hold the card to it now (it ends by itself after ${wish.data.seconds} s)`);
  await finished(client, id);
  const { text, lost } = await client.get<TraceAnswer>(pathOf(paths.trace, id));
  writeTrace(file, text!);
  const lines = text!.split("\n").length - 2;
  const gone = lost > 0 ? `, the oldest ${lost} entries did not fit` : "";
  put(
    options.json,
    { file, trace: id, lines, lost },
    `${file}: ${lines} lines${gone}; read it with \`latchkey trace show ${file}\``,
  );
}

type Client = ReturnType<typeof connect>;

async function finished(client: Client, id: number): Promise<void> {
  for (;;) {
    const row = (await client.get<{ rows: TraceRow[] }>(paths.traces)).rows.find((one) => one.id === id);
    if (row?.state === "done") return;
    if (!row || row.state === "overdue") {
      throw new Failure("TRACE_NOT_DELIVERED", {
        message: row ? "The reader did not deliver the trace in time." : "Somebody removed the trace meanwhile.",
        hint: "Is the reader online (the console's Readers screen)? A reader without power for a moment has lost it: ask again. One that is taking a trace already, or whose board takes none, refused the order (`latchkey events`).",
        exit: exitCodes.silentDevice,
      });
    }
    await new Promise((done) => setTimeout(done, lookAgainMs));
  }
}
