import type { Dictionary } from "../en/index";
import { number } from "../format";
import { withParticle } from "../particle";

export const removal: Dictionary["removal"] = {
  door: "문 삭제",
  doorTitle: (name) => `${name} 삭제`,
  doorLead: "이 문으로 이어지는 것도 함께 사라지며 되돌릴 수 없습니다. 그곳에서 있었던 일은 이벤트에 남습니다.",
  doorNow: (name) => `${name} 완전히 삭제`,
  doorGone: (name) => `${withParticle(name, "을/를")} 삭제했습니다.`,
  levels: "이 문이 빠지는 출입 권한",
  noLevels: "이 문의 출입 권한 없음",
  people: "다른 문이 없는 사람",
  tags: "이 문에서 유효한 태그",
  inTheWay: "이 문에 리더기가 남아 있습니다",
  inTheWayHint: "리더기마다 다른 문이나 ‘문 없음’을 고르고 최신이 될 때까지 기다리세요. 그때까지는 이 문을 계속 엽니다.",
  unheardHere: (names) => `문에서 떼었지만 아직 소식을 받지 못한 리더기: ${names}`,
  unheardHereHint: "이 문에 달린 것이 있다면 가진 명단으로 계속 문을 엽니다.",
  reader: "리더기 삭제",
  readerTitle: (name) => `${name} 삭제`,
  readerLead: "리더기는 스스로 판단합니다. 소식을 받기 전에 삭제하면 계속 문을 열기 때문에 먼저 알립니다.",
  noDoor: "문에서 떼기",
  noDoorHint: "모든 카드를 잊고 문을 잠근 채로 둡니다. 퇴실 버튼도 열지 않습니다.",
  noDoorDone: "문이 없습니다.",
  waiting: "소식을 받을 때까지 기다리는 중",
  waitingDisabled: "사용 중지된 리더기라 알릴 수 없습니다. 먼저 사용으로 바꾸세요.",
  lastHeard: "마지막 메시지",
  stillToCome: (events) => `아직 받지 못한 이벤트 ${number(events)}건`,
  heard: "이제 누구에게도 열지 않습니다",
  heardHint: "명단이 비었고 문을 잠근 채로 둔다고 알려 왔습니다.",
  remove: "삭제",
  readerGone: (name) => `${withParticle(name, "을/를")} 삭제했습니다.`,
  unheard: "아직 소식을 받지 못했습니다",
  unheardHint: (events) =>
    "지금 삭제하면 더는 아무것도 알릴 수 없습니다. 문에서 떼거나 보드를 새로 쓸 때까지 가진 명단의 모든 사람에게, 나중에 회수한 카드에도 계속 문을 엽니다. " +
    (events > 0 ? `아직 보내지 않은 이벤트 ${number(events)}건은 사라집니다.` : "아직 보내지 않은 이벤트는 사라집니다."),
  neverHeard: "한 번도 연락이 없었습니다",
  neverHeardHint: "키를 받은 보드가 없다면 알릴 것도 없습니다. 명단과 함께 기록한 보드라면 새로 쓸 때까지 그 명단으로 문을 엽니다.",
  accept: "문에서 떼었거나, 위 내용을 받아들입니다",
  removeUnheard: "알리지 않고 삭제",
};
