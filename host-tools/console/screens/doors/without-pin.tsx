import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { useLoaded } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Status } from "../../ui/status";

/** Of a door that asks for a PIN: how many cards it will refuse for want of one, and the way to them. */
export function WithoutPin({ door }: { door: number }) {
  const { doors } = words.value;
  const filters = { withoutPin: String(door), state: "active" };
  const loaded = useLoaded(() => api.cards({ ...filters, limit: 1 }), [door, directoryVersion.value]);
  const total = loaded.value.value?.total;
  return (
    <div class="state-line">
      <span class="quiet">{doors.asksForPin}</span>
      <Failure failure={loaded.failure.value} again={loaded.again} />
      {total === 0 && <Status tone="ok">{doors.allHavePin}</Status>}
      {total !== undefined && total > 0 && (
        <Status tone="warn">
          <a href={hrefOf("cards", filters)}>{doors.withoutPin(total)}</a>
        </Status>
      )}
    </div>
  );
}
