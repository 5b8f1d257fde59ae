import { withParticle } from "../../../host-tools/console/i18n/particle";

describe("Korean particles", () => {
  it.each([
    ["김민준", "을/를", "김민준을"],
    ["김민지", "을/를", "김민지를"],
    ["정하은", "은/는", "정하은은"],
    ["박서아", "이/가", "박서아가"],
    ["서울", "으로/로", "서울로"],
    ["부산", "으로/로", "부산으로"],
    ["제주", "으로/로", "제주로"],
    ["문 3", "은/는", "문 3은"],
    ["문 2", "은/는", "문 2는"],
    ["문 7", "으로/로", "문 7로"],
    ["문 10", "과/와", "문 10과"],
    ["Kim", "이/가", "Kim이(가)"],
    ["Kim", "으로/로", "Kim(으)로"],
    ["“서버실”", "을/를", "“서버실”을"],
    ["", "은/는", "은(는)"],
  ] as const)("%s with %s is %s", (word, particle, whole) => expect(withParticle(word, particle)).toBe(whole));
});
