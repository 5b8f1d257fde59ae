import type { Dictionary } from "../en/index";
import { number } from "../format";

export const groupKey: Dictionary["groupKey"] = {
  title: "휴대폰과 리더기",
  lead: "모든 리더기에 든 키 하나로 휴대폰이 이 현장의 리더기를 알아보고, 모르는 리더기에는 아무것도 보이지 않습니다. 이 키로 열리는 문은 없습니다. 리더기를 도난당했으면 그 리더기를 삭제한 뒤 바꾸십시오.",
  inForce: "지금 키를 쓴 때",
  unnoted: "기록하기 전부터",
  renew: "키 바꾸기",
  renewAsk: "휴대폰이 다음 허가와 함께 새 키를 받고, 모두 받으면 리더기도 받습니다. 그동안 거부되는 휴대폰은 없습니다. 계속할까요?",
  next: "다음 키",
  nextHint: (day) => `이 휴대폰들이 모두 받으면, 늦어도 ${day}에 리더기로 갑니다.`,
  behind: (count) => `휴대폰 ${number(count)}대가 아직 받지 않음`,
  fetched: "모든 휴대폰이 받음",
  handingOver: "1분 안에 리더기로 갑니다.",
  now: "지금 리더기에 주기",
  nowAsk: (count) => (count === 0 ? "다음 키를 지금 리더기에 줄까요?" : `휴대폰 ${number(count)}대는 키를 받을 때까지 문을 열지 못합니다. 지금 리더기에 줄까요?`),
  former: "이전 키를 가진 리더기",
  formerHint: "그 뒤로 연결되지 않은 리더기입니다. 연결되거나 삭제될 때까지 휴대폰이 이전 키도 지닙니다.",
};
