import type { Dictionary } from "../en/index";
import { number } from "../format";
import { withParticle } from "../particle";

export const accounts: Dictionary["accounts"] = {
  title: "계정",
  lead: "로그인할 수 있는 사람과 그 역할입니다. 한 번만 쓸 수 있는 링크로 로그인하며 비밀번호는 없습니다.",
  add: "계정 추가",
  name: "이름",
  nameHint: "이 계정으로 한 모든 일이 감사 기록에 이 이름으로 남으며, 바꿀 수 없습니다.",
  role: "역할",
  roles: { admin: "관리자", operator: "운영자", viewer: "열람자" },
  roleHints: {
    admin: "계정을 포함해 모든 일을 할 수 있습니다.",
    operator: "출입자와 카드, 문 열기와 모드를 다룹니다. 계정, 설정, 권한과 일정, 리더기는 다루지 못합니다.",
    viewer: "비밀이 아닌 것을 모두 볼 수 있고, 아무것도 바꿀 수 없습니다.",
  },
  state: "상태",
  signedIn: "로그인",
  devices: (count) => `기기 ${number(count)}대`,
  enabled: "로그인 가능",
  disabled: "사용 중지",
  lastAdmin: "마지막 관리자입니다. 다른 관리자가 로그인할 때까지 그대로 둡니다.",
  waiting: "아직 쓰지 않은 링크가 있습니다.",
  you: "나",
  disable: "사용 중지",
  enable: "다시 사용",
  disableAsk: (name) => `${name} 계정의 사용을 중지할까요? 모든 기기에서 바로 로그아웃됩니다.`,
  newLink: "새 로그인 링크",
  signOut: "모든 기기에서 로그아웃",
  signOutAsk: (name) => `${withParticle(name, "을/를")} 모든 기기에서 로그아웃할까요?`,
  audit: "이 계정이 한 일",
  saved: (name) => `${name} 계정을 저장했습니다.`,
  signedOut: (name) => `${name} 계정이 모든 기기에서 로그아웃되었습니다.`,
  linkOnce: (name) => `${name} 계정의 링크 (지금만 표시)`,
  linkHint: "그 사람에게만 전하세요. 하루 안에 한 번만 쓸 수 있습니다.",
};
