import { caught } from "./checker";
import { mistakes } from "./mistakes";
import { Threads } from "./threads";

const threads = new Threads(1);

describe("the checker notices it when", () => {
  afterAll(() => threads.close());

  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s", async (_name, mistake) => {
    expect(await caught(mistake, threads)).toBeDefined();
  });
});
