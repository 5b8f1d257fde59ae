import { boardNames, loadBoard } from "../../flash/board-config";
import { capacityOf, grantsWords } from "../../flash/flash-map";
import { refusedBoards } from "../../flash/refused-boards";
import { put, say } from "../output";
import { projectDir } from "../project";
import { columns } from "./columns";

export function listBoards(json: boolean): void {
  const boards = boardNames(projectDir()).map((name) => {
    const board = loadBoard(projectDir(), name);
    return { name, title: board.title, status: board.status, ...(board.beta && { beta: board.beta }), ...capacityOf(board) };
  });
  const rows = boards.map((one) => [one.name, one.status, `grants ${grantsWords(one)}`, `events ${one.events}`, one.title]);
  put(json, { boards, refused: refusedBoards }, columns(rows).join("\n"));
  if (!json) say(`Refused, with the reason by \`latchkey board show NAME\`: ${refusedBoards.map((one) => one.name).join(", ")}.`);
  if (!json) say("Next: latchkey board show NAME --svg sheet.svg draws how one is wired.");
}
