import { api } from "../../client/api";
import { momentOf } from "../../i18n/format";
import { words } from "../../i18n/words";
import { hrefOf } from "../../route";
import { useLoaded } from "../../ui/load";
import { Failure } from "../../ui/notice";
import { Technology } from "../../ui/technology";

/** While a door moves to better cards: who still passes it by the old kind, so that somebody can give them a new one. */
export function FormerUsers({ door }: { door: number }) {
  const { doors } = words.value;
  const loaded = useLoaded(() => api.formerUsers(door), [door]);
  const rows = loaded.value.value ?? [];
  return (
    <section aria-labelledby="former-users">
      <h3 id="former-users">{doors.formerUsers}</h3>
      <Failure failure={loaded.failure.value} again={loaded.again} />
      {loaded.value.value && rows.length === 0 && <p class="quiet">{doors.formerNobody}</p>}
      <a href={hrefOf("cards", { below: String(door) })}>{words.value.doors.formerCards}</a>
      <ul class="rows">
        {rows.map((row) => (
          <li class="row" key={`${row.personId} ${row.technology}`}>
            <div class="row-main">
              <span>{row.personName ?? doors.formerStranger}</span>
              <span class="chips">
                <Technology name={row.technology} />
              </span>
              <small class="quiet">{doors.formerTaps(row.taps, momentOf(row.lastAt))}</small>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
