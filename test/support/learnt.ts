import type { ApiClient } from "../../host-tools/api/client";
import { paths } from "../../host-tools/api/paths";
import type { ReadersAnswer } from "../../host-tools/api/readers";

/** Asks until the answer is what is expected; the test's own limit ends a hopeless wait. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined && holds(value)) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Resolves when the backend's readers have said that they hold the newest list and settings: from then on a tap has one right answer. */
export async function learnt(client: ApiClient): Promise<void> {
  await until(
    () => client.get<ReadersAnswer>(paths.readers),
    ({ rows }) => rows.every((row) => row.listVersion === row.backendVersion && row.settingsVersion === row.backendSettingsVersion),
  );
}
