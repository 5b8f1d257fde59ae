import { RecordedCard } from "../recorded-card";
import { bytesOf, isAir, type AirLine, type OnAir } from "../trace";
import { endsInCrc } from "./crc";

const calls = [0x26, 0x52];
const selectCodes = [0x93, 0x95, 0x97];
const cascadeTag = 0x88;
/** SAK bit 3: the UID goes on at the next level (ISO/IEC 14443-3, 6.5.3.4). */
const sakMore = 0x04;

/** What is being found out about a card, from call to selection. */
interface Coming {
  atqa: number;
  uid: number[];
}

/**
 * Who answered on the air, in order, each with what it said: the groups of recordedCards. Cards selected without the field
 * being switched off lay there together.
 */
export function cardsOnAir(lines: OnAir[]): RecordedCard[][] {
  const groups: RecordedCard[][] = [[]];
  let coming: Coming | undefined;
  let active: RecordedCard | undefined;
  for (const [i, line] of lines.entries()) {
    if (!isAir(line)) {
      if (line.field === "off") groups.push([]);
      continue;
    }
    const next = lines[i + 1];
    const answer = next && isAir(next) && next.air === "in" ? bare(next) : undefined;
    if (line.air === "in" || !answer) continue;
    const asked = bare(line);
    if (isCall(line, asked)) [coming, active] = [{ atqa: answer[0]! | ((answer[1] ?? 0) << 8), uid: [] }, undefined];
    else if (coming && isSelect(asked)) [coming, active] = selected(coming, { asked, answer, group: groups.at(-1)! });
    else if (active) active.learn(asked, answer);
  }
  return groups.filter((group) => group.length > 0);
}

/** The frame without its CRC. */
function bare(line: AirLine): Uint8Array {
  const bytes = bytesOf(line);
  return !line.crc && endsInCrc(bytes) ? bytes.subarray(0, -2) : bytes;
}

const isCall = (line: AirLine, asked: Uint8Array): boolean =>
  asked.length === 1 && calls.includes(asked[0]!) && (line.bits ?? 7) === 7;
const isSelect = (asked: Uint8Array): boolean => selectCodes.includes(asked[0]!) && asked[1] === 0x70 && asked.length === 7;

function selected(
  coming: Coming,
  { asked, answer, group }: { asked: Uint8Array; answer: Uint8Array; group: RecordedCard[] },
): [Coming | undefined, RecordedCard | undefined] {
  const sak = answer[0]!;
  const more = (sak & sakMore) !== 0;
  coming.uid.push(...asked.subarray(asked[2] === cascadeTag && more ? 3 : 2, 6));
  if (more) return [coming, undefined];
  const uid = Uint8Array.from(coming.uid);
  const known = group.find((card) => card.uid.join() === uid.join());
  const card = known ?? new RecordedCard(coming.atqa, sak, uid);
  if (!known) group.push(card);
  return [undefined, card];
}
