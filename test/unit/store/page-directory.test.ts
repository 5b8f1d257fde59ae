import { emptyHead } from "../../../firmware/src/store/grant-page";
import { PageDirectory } from "../../../firmware/src/store/page-directory";
import { seededRandom } from "../../../host-tools/simulator/board/entropy";

const buckets = 4000;
const tablePages = 60;

/** Pages that begin at these buckets, the first at 0. */
function directoryOf(starts: number[]): PageDirectory {
  const directory = new PageDirectory({ pageBytes: 4096, slots: 127, tablePages, buckets, runMax: 1024 });
  starts.forEach((start, at) => directory.settle(at, 0, emptyHead(start, starts[at + 1] ?? buckets), start));
  return directory;
}

describe("the page of a bucket", () => {
  const random = seededRandom(3);
  const spread = (power: number, pages: number) =>
    [...new Set([0, ...Array.from({ length: pages - 1 }, () => Math.floor(buckets * random() ** power))])].sort((a, b) => a - b);
  const cases: [string, number[]][] = [
    ["one page for all", [0]],
    ["alike", spread(1, 50)],
    ["narrow in front", spread(6, 50)],
    ["narrow behind", spread(1 / 6, 50)],
    ["all but one behind the last tenth", [0, ...Array.from({ length: 50 }, (_, i) => 3600 + i * 8)]],
    ["all but one in front of the first tenth", Array.from({ length: 50 }, (_, i) => i * 8)],
  ];

  it.each(cases)("is found: %s", (_name, starts) => {
    const directory = directoryOf(starts);
    const isWrong = (bucket: number) => directory.find(bucket) !== starts.filter((start) => start <= bucket).length - 1;
    expect([...Array(buckets).keys()].filter(isWrong)).toEqual([]);
  });

  it("is the first, which is none, where there is no page", () => expect(directoryOf([]).find(7)).toBe(0));
});
