import { writeAs } from "../../../trace/convert/formats";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";
import type { Opened } from "./opened";

/** The trace as a file, in the two formats that other programs read. */
export function Downloads({ opened }: { opened: Opened }) {
  const { traces } = words.value;
  const texts = { jsonl: traces.downloadJsonl, pcapng: traces.downloadPcapng };
  return (
    <>
      {(["jsonl", "pcapng"] as const).map((format) => (
        <button
          key={format}
          type="button"
          onClick={() => save(opened, format)}
          aria-label={`${traces.download}: ${texts[format]}`}
        >
          <Icon name="download" />
          {texts[format]}
        </button>
      ))}
    </>
  );
}

function save({ name, trace }: Opened, format: "jsonl" | "pcapng"): void {
  const bytes = writeAs(format, trace) as Uint8Array<ArrayBuffer>;
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/\.\w+$/, "").replace(/[^\p{L}\p{N}.-]+/gu, "-")}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
