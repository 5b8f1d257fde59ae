import type { Dictionary } from "../en/index";
import { number } from "../format";

export const firstSteps: Dictionary["firstSteps"] = {
  title: "시작하기",
  back: "시작하기",
  hide: "숨기기",
  lead: (done, all) => `${number(all)}단계 중 ${number(done)}단계를 마쳤습니다. 모두 마치면 카드로 문이 열립니다.`,
  finished: "준비가 끝났습니다. 카드로 문이 열렸습니다. 이 안내는 숨겨도 됩니다.",
  ifWanted: "필요하면",
  states: { open: "할 일", begun: "진행 중", done: "마침" },
  steps: {
    door: { what: "문 만들기", how: "문마다 열림 시간과 받아들일 카드를 따로 정합니다." },
    reader: { what: "문에 리더기 달기", how: "“리더기 추가”를 누르면 키가 만들어지고, 보드에 쓰는 명령이 나옵니다." },
    level: { what: "출입 권한 만들기", how: "어느 문을 언제 열 수 있는지 정합니다. “언제나” 일정이 이미 있습니다." },
    person: { what: "출입자 추가", how: "출입 권한을 함께 주세요. 여러 명은 명단 가져오기로 한 번에 넣을 수 있습니다." },
    card: { what: "출입자에게 카드 주기", how: "출입자를 열어 “카드 추가”를 누르세요. 리더기에 대면 번호를 읽어 옵니다." },
    tap: { what: "리더기에 카드 대기", how: "1초 안에 아래 이벤트에 나타납니다." },
    hours: { what: "시간 제한하기", how: "일정을 만든 뒤 출입 권한에서 고르세요." },
  },
  begun: {
    door: "",
    reader: "리더기를 만들었지만 아직 연락이 없습니다. 보드에 펌웨어를 썼는지, 전원과 네트워크가 연결되었는지 확인하세요.",
    level: "",
    person: "어느 문에도 권한이 없는 사람만 있습니다. 문이 들어 있는 출입 권한을 주세요.",
    card: "",
    tap: "카드를 댔지만 거부되었습니다. 이유는 이벤트에 나옵니다.",
    hours: "",
  },
  alone: "이 서버는 이 컴퓨터에서만 접속할 수 있어 보드가 찾지 못합니다. `latchkey serve --host 0.0.0.0` 으로 시작하세요.",
  simulator: "보드가 없다면 시뮬레이터에서 리더기를 시작하세요.",
};
