import type { Dictionary } from "../en/index";
import { number } from "../format";

export const eventSearch: Dictionary["eventSearch"] = {
  title: "이벤트",
  lead: "리더기가 알려 온 모든 일입니다. 최근 것부터 보입니다.",
  since: "시작 날짜",
  until: "끝 날짜",
  everybody: "모든 사람 보기",
  none: "아직 아무 일도 없었습니다.",
  noMatch: "조건에 맞는 이벤트가 없습니다.",
  older: "이전 이벤트 더 보기",
  download: "CSV로 내려받기",
  cut: (rows) => `최근 이벤트 ${number(rows)}개만 담았습니다. 나머지는 날짜를 좁혀 받으세요.`,
  ofPerson: "이 사람의 이벤트",
};
