import type { PersonRow } from "../../host-tools/api/directory";
import type { ImportReport } from "../../host-tools/api/import-report";
import { BackendAtWork } from "../support/backend-at-work";

/* People out of a spreadsheet: a report for every row, and all of the file or nothing. */
let at: BackendAtWork;
beforeEach(async () => {
  at = await BackendAtWork.start();
  const door = await at.door("Lobby");
  await at.level("Staff", [door.id]);
  await at.level("직원", [door.id]);
});
afterEach(() => at.stop());

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));

function take(file: string | Uint8Array<ArrayBuffer>, query = ""): Promise<ImportReport> {
  return at.client.upload(`/api/v1/import${query}`, typeof file === "string" ? utf8(file) : file);
}

const people = () => at.client.get<{ rows: PersonRow[]; total: number }>("/api/v1/people?limit=500");
const codes = (report: ImportReport) => report.problems.map((problem) => `${problem.line} ${problem.code}`);

test("people, credentials, levels and dates arrive", async () => {
  const report = await take(
    "name,identifier,levels,validFrom,validUntil\nKim,04:A1:B2:C3,Staff,2026-01-01,2026. 12. 31.\nLee,,Staff,,\n",
  );
  expect(report).toMatchObject({ applied: true, rows: 2, people: { added: 2 }, credentials: { added: 1 }, problems: [] });
  const { rows } = await people();
  expect(rows[0]).toMatchObject({ name: "Kim", levels: [1], credentials: [{ uid: "04a1b2c3", technology: "uid" }] });
  const { validFrom, validUntil } = rows[0]!.credentials[0]!;
  expect(Date.parse(validUntil!) - Date.parse(validFrom!)).toBe(365 * 86_400_000);
});

test("a dry run says the same and changes nothing", async () => {
  const report = await take("name,identifier\nKim,04a1b2c3\n", "?dryRun=1");
  expect(report).toMatchObject({ applied: false, dryRun: true, people: { added: 1 }, credentials: { added: 1 } });
  expect((await people()).total).toBe(0);
});

test("the same file again changes nothing", async () => {
  const file = "name,identifier,levels\nKim,04a1b2c3,Staff\n";
  await take(file);
  expect(await take(file)).toMatchObject({
    applied: true,
    people: { added: 0, unchanged: 1 },
    credentials: { added: 0, unchanged: 1 },
  });
  expect((await people()).total).toBe(1);
});

test("one wrong row keeps the whole file out, and every wrong row is named", async () => {
  const rows = [
    "name,technology,identifier,levels,validFrom,validUntil",
    "Kim,uid,04a1b2c3,Staff,,",
    "Lee,uid,04a1b2c3,Staff,,",
    ",uid,04a1b2c4,Staff,,",
    "=HYPERLINK(1),uid,04a1b2c5,Staff,,",
    "Park,uid,04zz,Staff,,",
    "Choi,uid,4.12E+13,Staff,,",
    "Jung,rfid,04a1b2c6,Staff,,",
    "Kang,uid,04a1b2c7,Nobody,,",
    "Cho,uid,04a1b2c8,Staff,tomorrow,",
    "Yoon,uid,04a1b2c9,Staff,2026-02-01,2026-01-01",
    "Jang,uid,04a1b2ca,Staff",
    "Lim,uid,04a1,Staff,,",
  ];
  const report = await take(rows.join("\r\n"));
  expect(codes(report)).toEqual(
    [
      "4 IMPORT_NAME",
      "5 IMPORT_FORMULA",
      "6 IMPORT_IDENTIFIER",
      "7 IMPORT_IDENTIFIER",
      "8 IMPORT_TECHNOLOGY",
      "10 IMPORT_DATE",
      "11 IMPORT_DATE_ORDER",
      "12 IMPORT_FIELDS",
      "13 IMPORT_IDENTIFIER",
      "3 IMPORT_DUPLICATE",
      "9 IMPORT_LEVEL",
    ].sort((a, b) => parseInt(a) - parseInt(b)),
  );
  expect(report).toMatchObject({ applied: false, rows: 12, refusedRows: 11 });
  expect((await people()).total).toBe(0);
});

test("Korean headers, in CP949 as Excel saves it and in UTF-8 with its mark", async () => {
  /* "이름,카드번호,출입권한" and "김민수,04a1b2c3,직원" as bytes of CP949. */
  const head = [
    0xc0, 0xcc, 0xb8, 0xa7, 0x2c, 0xc4, 0xab, 0xb5, 0xe5, 0xb9, 0xf8, 0xc8, 0xa3, 0x2c, 0xc3, 0xe2, 0xc0, 0xd4, 0xb1, 0xc7, 0xc7,
    0xd1,
  ];
  const row = [0xb1, 0xe8, 0xb9, 0xce, 0xbc, 0xf6, ...Buffer.from(",04a1b2c3,"), 0xc1, 0xf7, 0xbf, 0xf8];
  expect(await take(Uint8Array.from([...head, 13, 10, ...row, 13, 10]))).toMatchObject({
    applied: true,
    encoding: "cp949",
    problems: [],
  });
  expect((await people()).rows[0]).toMatchObject({ name: "김민수", levels: [2] });
  const marked = await take(`\uFEFF이름;카드번호;출입권한\n이영희;04a1b2c4;직원|Staff\n`);
  expect(marked).toMatchObject({ applied: true, encoding: "utf-8-bom", delimiter: ";" });
  expect((await people()).rows[1]).toMatchObject({ name: "이영희", levels: [1, 2] });
});

test("wrong columns are told from missing ones", async () => {
  const report = await take("Vorname,Karte,name,Name\nA,1,B,C\n");
  expect(codes(report)).toEqual([
    "1 IMPORT_COLUMN_UNKNOWN",
    "1 IMPORT_COLUMN_UNKNOWN",
    "1 IMPORT_COLUMN_TWICE",
    "1 IMPORT_COLUMN_MISSING",
  ]);
  expect(report.columns).toEqual({ Vorname: null, Karte: null, name: "name", Name: "name" });
  expect(codes(await take(""))).toEqual(["1 IMPORT_COLUMN_MISSING", "1 IMPORT_COLUMN_MISSING"]);
});

test('a spreadsheet\'s ="..." around a number is taken off, and said', async () => {
  const report = await take('name,identifier\nKim,"=""04a1b2c3"""\n');
  expect(report.applied).toBe(true);
  expect(codes(report)).toEqual(["2 IMPORT_FORMULA"]);
});

test("a card that belongs to someone else is refused, a second card of the same name is noted", async () => {
  await take("name,identifier\nKim,04a1b2c3\n");
  expect(codes(await take("name,identifier\nLee,04a1b2c3\n"))).toEqual(["2 IMPORT_TAKEN"]);
  const report = await take("name,identifier\nPark,04a1b2c4\nPark,04a1b2c5\n");
  expect(codes(report)).toEqual(["3 IMPORT_SAME_NAME"]);
  expect(report).toMatchObject({ applied: true, people: { added: 1 }, credentials: { added: 2 } });
});

test("a name that several people have is not guessed", async () => {
  await at.person("Kim", []);
  await at.person("Kim", []);
  expect(codes(await take("name,identifier\nKim,04a1b2c3\n"))).toEqual(["2 IMPORT_AMBIGUOUS"]);
});

test("broken quotes, too many columns, binary and too large a file", async () => {
  expect((await take('name,identifier\n"Kim,04a1b2c3\n')).problems).toMatchObject([{ code: "IMPORT_QUOTES", refused: true }]);
  const wide = Array.from({ length: 70 }, (_, i) => `c${i}`).join(",");
  expect(codes(await take(`${wide}\n`))).toContain("1 IMPORT_COLUMNS");
  await expect(take(Uint8Array.from([80, 75, 3, 4, 0, 0]))).rejects.toMatchObject({ code: "IMPORT_ENCODING" });
  await expect(take(new Uint8Array(10 * 1024 * 1024 + 1).fill(65))).rejects.toMatchObject({ code: "IMPORT_SIZE" });
});

test("200,000 rows are taken whole while a reader goes on being answered; one row more is refused", async () => {
  const reader = await at.reader("Lobby");
  await reader.sync();
  const lines = Array.from({ length: 200_000 }, (_, i) => `Person ${i},04${(i + 0x1000_0000).toString(16)}0000`);
  const importing = take(`name,identifier\n${lines.join("\n")}\n`, "?levels=Staff");
  let answered = 0;
  let done = false;
  void importing.finally(() => (done = true));
  while (!done) {
    await reader.syncOnce();
    answered++;
  }
  expect(await importing).toMatchObject({ applied: true, people: { added: 200_000 }, credentials: { added: 200_000 } });
  expect(answered).toBeGreaterThan(20);
  const [row] = (await at.client.get<{ rows: { backendVersion: number }[] }>("/api/v1/readers")).rows;
  expect(row!.backendVersion).toBe(200_001);
  expect(codes(await take(`name,identifier\n${lines.join("\n")}\nOne more,04a1b2c3\n`))).toEqual(["0 IMPORT_ROWS"]);
}, 120_000);
