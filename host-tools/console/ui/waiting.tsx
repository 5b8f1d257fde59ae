import { words } from "../i18n/words";
import type { Loaded } from "./load";
import { Failure } from "./notice";

/** Of what a screen asks for: that it is under way, or why it did not come; the one button asks again for all that failed. */
export function Waiting({ of }: { of: Loaded<unknown>[] }) {
  const failed = of.filter((one) => one.failure.value);
  if (failed.length > 0) return <Failure failure={failed[0]!.failure.value} again={() => failed.forEach((one) => one.again())} />;
  return of.some((one) => one.value.value === undefined) ? <p class="quiet">{words.value.shell.loading}</p> : null;
}
