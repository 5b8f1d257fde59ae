import { boardNames, loadBoard, type BoardConfig } from "./board-config";
import { capacityOf, flashMap, grantsWords } from "./flash-map";
import { refusedBoards } from "./refused-boards";
import { tableColumns, tableHead, wiringTable } from "./wiring/table";

/** The text of docs/boards.md, written from the boards' files (scripts/build-boards.mjs). */
export function boardsPage(projectDir: string): string {
  const boards = boardNames(projectDir).map((name) => loadBoard(projectDir, name));
  return `# Boards

Written by \`node scripts/build-boards.mjs\` from board-configs/; a test proves that it is current. \`latchkey board show NAME\`
says the same for one board, \`--svg FILE\` writes its wiring sheet.

## Boards that can be a reader

Grants and events are what fits for certain, computed from the flash map by the firmware's own stores. A card with a key of its own takes
two lines of the list, and the room of a little more than five grants; cards and other grants share the room as they come. No board has been proven in
hardware yet; beta says what else is open.

${table(["Board", "Chip", "Status", "Grants", "Events offline", "Wiring sheet"], boards.map(boardRow))}

${boards.filter((board) => board.beta).map((board) => `- \`${board.name}\` is beta: ${board.beta}.`).join("\n")}

${boards.map(section).join("\n\n")}

## Boards that cannot

Each is refused by name, by \`latchkey board show\`, \`bundle\` and \`flash\` alike, and by what its interpreter says of itself when it
is flashed under another name.

${table(["Board", "Lacks", "Reason", "Take instead"], refusedBoards.map((one) => [`\`${one.name}\`, ${one.title}`, one.lacks.join(", "), one.reason, `\`${one.instead}\``]))}
`;
}

function boardRow(board: BoardConfig): string[] {
  const capacity = capacityOf(board);
  const sheets = board.header ? `[English](wiring/${board.name}.en.svg), [한국어](wiring/${board.name}.ko.svg)` : "no pins";
  return [`\`${board.name}\` ${board.title}`, `${board.chip}, ${board.clockMhz} MHz`, board.status, grantsWords(capacity), String(capacity.events), sheets];
}

function section(board: BoardConfig): string {
  const stretches = flashMap(board).map((one) => [one.medium === "own" ? "own" : "flash chip", `0x${one.address.toString(16)}`, String(one.bytes), one.name, one.holds]);
  const wiring = wiringTable(board, "en").map((row) => tableColumns.map((column) => row[column]));
  const parts = [
    `## ${board.title}`,
    `\`${board.name}\`. ${board.notes} Interpreter build ${board.interpreter.builds.join(" or ")}; memory ${board.memory.blocks} blocks (${board.memory.note}).`,
    table(["Flash", "Address", "Bytes", "Region", "Holds"], stretches),
    ...(wiring.length ? [table(tableHead("en"), wiring)] : []),
  ];
  return parts.join("\n\n");
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
