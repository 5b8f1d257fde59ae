import type { Dictionary } from "../en/index";
import { number } from "../format";


export const shell: Dictionary["shell"] = {
  product: "Latchkey",
  screens: {
    now: "현황",
    people: "출입자와 카드",
    levels: "출입 권한",
    import: "가져오기",
    readers: "리더기",
    doors: "출입문",
    simulator: "시뮬레이터",
  },
  menu: "메뉴",
  navigation: "화면 목록",
  skip: "본문으로 바로 가기",
  languageSwitch: "언어",
  signOut: "로그아웃",
  live: "실시간",
  reconnecting: "연결이 끊겨 다시 시도 중",
  close: "닫기",
  cancel: "취소",
  save: "저장",
  edit: "편집",
  loading: "불러오는 중",
  tryAgain: "다시 시도",
  none: "없음",
  never: "없음",
  copy: "복사",
  copied: "복사됨",
  page: (from, to, total) => `전체 ${number(total)} 중 ${number(from)}–${number(to)}`,
  previous: "이전",
  next: "다음",
  networkFailed: "서버가 응답하지 않습니다.",
  networkHint: "서버가 켜져 있는지, 이 컴퓨터가 네트워크에 연결되어 있는지 확인한 뒤 다시 시도하세요.",
  answerUnclear: "서버의 응답을 이해하지 못했습니다.",
  answerHint: "화면을 새로 고치세요. 다시 나타나면 서버 로그를 확인하세요.",
};

export const signIn: Dictionary["signIn"] = {
  title: "로그인",
  lead: "한 번만 쓸 수 있는 링크로 로그인합니다.",
  working: "로그인하는 중…",
  how: "링크를 찾는 곳",
  steps: [
    "첫 링크는 서버를 시작한 창에 “sign in at” 뒤에 나옵니다.",
    "소유자로 로그인한 사람은 새 링크를 만들 수 있습니다.",
  ],
  pasteLabel: "링크 또는 코드",
  pasteHint: "링크 전체 또는 # 뒷부분을 붙여 넣으세요.",
  submit: "로그인",
  failed: "이 링크로 로그인할 수 없습니다.",
};
