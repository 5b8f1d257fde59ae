import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { words } from "../../i18n/words";
import { Check } from "../../ui/form";
import { useLoaded } from "../../ui/load";

interface LevelsProps {
  chosen: string;
  pick: (names: string) => void;
  busy: boolean;
}

/** Which access levels people get whose row names none; the server takes their names, parted by commas. */
export function LevelsField({ chosen, pick, busy }: LevelsProps) {
  const levels = useLoaded(api.levels, [directoryVersion.value]);
  const names = chosen ? chosen.split(",") : [];
  const change = (event: Event) => {
    const form = event.currentTarget as HTMLFormElement;
    pick(new FormData(form).getAll("level").map(String).join(","));
  };
  if (!levels.value.value?.length) return null;
  return (
    <form onChange={change}>
      <fieldset class="inline" disabled={busy}>
        <legend>{words.value.importing.levels}</legend>
        {levels.value.value.map((level) => (
          <Check key={level.id} name="level" value={level.name} label={level.name} checked={names.includes(level.name)} />
        ))}
      </fieldset>
    </form>
  );
}
