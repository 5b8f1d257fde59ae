import type { EventName, ModeName, ReasonName, RecoveryName, TechnologyName } from "../../../api/names";
import type { enEvents, Happening } from "../en/events";
import { faultName, modeName, recoveryOf } from "../../../api/names";
import { lengthOf, momentOf } from "../format";
import { particleFor, withParticle } from "../particle";

const reason: Record<ReasonName, string> = {
  granted: "명단에 있고 허용된 시간",
  doorUnlocked: "모두에게 열려 있는 문",
  grantedClockUnsure: "리더기 시각이 불확실하지만 승인함",
  grantedByOldKind: "승인했지만 이 문이 곧 받지 않을 종류의 카드",
  unknownCredential: "등록되지 않은 카드",
  credentialDisabled: "사용 중지된 출입자 또는 카드",
  notYetValid: "아직 유효 기간이 아님",
  expired: "유효 기간이 끝남",
  leaseRevoked: "회수된 휴대전화 출입증",
  pinWrong: "PIN이 틀림",
  pinNotGiven: "제때 PIN을 누르지 않음",
  pinNotOnCard: "이 문은 PIN을 묻지만 카드에 PIN이 없음",
  pinBarred: "틀린 PIN이 너무 많음: 잠시 막힘",
  pinNeedsProof: "이 문은 PIN을 묻고, PIN은 스스로 증명하는 카드에만 있음",
  pinNeedsUnlock: "이 문은 PIN이나 잠금을 푼 휴대전화를 원하는데, 이 휴대전화는 잠금 해제가 필요 없게 되어 있음",
  pinNoKeypad: "이 문은 PIN을 묻지만 리더에 키패드가 없음",
  pinUncounted: "리더가 PIN 시도를 기록하지 못함",
  outsideSchedule: "출입 시간이 아님",
  noAccessLevel: "이 문의 출입 권한이 없음",
  assuranceTooLow: "더 안전한 카드가 필요한 문",
  doorLocked: "모두에게 잠긴 문",
  doorLockdown: "봉쇄 중",
  clockUnsure: "리더기 시각이 불확실함",
  twoCards: "카드 두 장이 겹침",
  cardGone: "카드를 너무 빨리 뗌",
  unreadable: "카드를 읽을 수 없음",
  wrongKey: "다른 곳의 키가 든 카드",
  wrongKeyVersion: "키 버전이 다른 카드",
  cardReplayed: "카드 흉내: 녹음된 응답을 되풀이함",
  cardAltered: "카드 응답이 도중에 바뀜",
  cardRefused: "이곳에 맞게 발급되지 않은 카드",
  leaseMissing: "이 문의 출입증이 없는 휴대전화",
  leaseForged: "위조되었거나 바뀐 휴대전화 출입증",
  leaseWrongDoor: "다른 문의 휴대전화 출입증",
  phoneTag: "출입증의 키를 모르는 휴대전화",
  phoneLocked: "휴대전화 잠금을 먼저 풀어야 함",
  listDamaged: "리더기의 명단이 손상됨",
  journalFull: "리더기의 기록 공간이 가득 참",
};

const recovery: Record<RecoveryName, string> = {
  alertMissed: "인터럽트 선 응답 없음",
  repeated: "다시 물음",
  aborted: "중단하고 다시 시작",
  initialised: "다시 초기화",
  reset: "리셋",
};

function recoveryWords({ kind, count }: ReturnType<typeof recoveryOf>): string {
  if (kind === "alertMissed") return `카드 안테나는 응답하지만 인터럽트 선이 ${count}회 신호를 주지 않음: 배선을 점검하세요`;
  return `카드 안테나에 문제가 있었으나 스스로 복구됨${kind ? ` (${recovery[kind]} ${count}회)` : ""}`;
}

const event: Record<EventName, Happening> = {
  opened: "문이 열림",
  closed: "문이 닫힘",
  forcedOpen: "문이 강제로 열림",
  heldOpen: (seconds) => `문이 ${lengthOf(seconds)} 동안 열려 있음`,
  heldEnded: "오래 열려 있던 문이 닫힘",
  notOpened: "승인했지만 문을 열지 않음",
  rexPressed: "퇴실 버튼 누름",
  relockedLimit: "최대 열림 시간이 지나 다시 잠김",
  modeChanged: (number) => `문 모드가 “${mode[modeName(number)]}”${particleFor(mode[modeName(number)], "으로/로")} 바뀜`,
  tamperOpened: "리더기 덮개가 열림",
  tamperClosed: "리더기 덮개가 닫힘",
  rexStuck: "퇴실 버튼이 눌린 채로 있음",
  lockNotHolding: (count) => `잠금장치가 듣지 않음: 승인 없이 문이 ${count}번 열림 (릴레이, 잠금장치 또는 문 접점)`,
  booted: (epoch) => `리더기 시작 (${epoch}번째)`,
  faultSeen: (fault) => `리더기 오류: ${faultName(fault)}`,
  frontEndLost: "카드 안테나가 응답하지 않음",
  frontEndBack: "카드 안테나가 다시 응답함",
  frontEndRecovered: (detail) => recoveryWords(recoveryOf(detail)),
  clockSet: "리더기 시각을 맞춤",
  listUpdated: (version) => `명단을 버전 ${withParticle(String(version), "으로/로")} 갱신함`,
  settingsUpdated: "설정을 갱신함",
  cableUnlocked: "기술자가 기록을 받으려고 리더기의 USB 선을 잠금 해제함",
  cableUnlockWrong: (tries) => `리더기의 USB 선에서 잘못된 잠금 해제 시도 (연속 ${tries}회)`,
  unlockedByCommand: "관리 화면에서 문을 엶",
  commandRefused: "명령이 거부됨",
  recordsLost: (count) => `기록 ${count}건이 유실됨`,
  lostWithRestore: (count) => `되돌린 데이터베이스에 없는 기록 ${count}건`,
  databaseWentBack: (seconds) =>
    `데이터베이스가 이 리더기가 아는 것보다 오래됨: 마지막 내용은 ${momentOf(new Date(seconds * 1000).toISOString())}. 그 뒤에 회수한 사람이 다시 문을 열 수 있으니 사람과 카드를 살펴보세요`,
};

const technology: Record<TechnologyName, string> = {
  none: "없음",
  uid: "카드 번호 (UID)",
  ntag: "NTAG 태그",
  ntag424: "NTAG 424 DNA",
  desfire: "DESFire 카드",
  phone: "휴대전화",
};

const shortTechnology: Record<TechnologyName, string> = {
  none: "",
  uid: "UID",
  ntag: "NTAG",
  ntag424: "NTAG 424",
  desfire: "DESFire",
  phone: "휴대전화",
};

const mode: Record<ModeName, string> = {
  normal: "카드로 출입",
  unlocked: "모두에게 개방",
  locked: "모두에게 잠금",
  lockdown: "봉쇄",
  evacuate: "대피: 계속 열림",
};

export const koEvents: typeof enEvents = {
  reason,
  event,
  technology,
  shortTechnology,
  mode,
  granted: "승인",
  denied: "거부",
  kind: { tap: "카드", door: "문", reader: "리더기" },
  copyable: "복제 가능",
  copyableHelp: "이 종류의 카드는 누구나 복제할 수 있는 번호만 보여 줍니다.",
  notListed: "이 문의 명단에 없음: 출입 권한이 없습니다",
  byLease: "휴대전화에 이 문의 출입증이 있고 허용된 시간",
  noReader: "이 문에는 리더기가 없습니다",
  unknownCard: (token) => `미등록 카드 ${token}`,
  clockUnsure: "시각 불확실",
};
