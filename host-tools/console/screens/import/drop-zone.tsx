import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { words } from "../../i18n/words";
import { Icon } from "../../ui/icon";

export function DropZone({ take }: { take: (file: File | undefined) => void }) {
  const id = useId();
  const over = useSignal(false);
  const { importing } = words.value;
  const hover = (event: DragEvent, on: boolean) => {
    event.preventDefault();
    over.value = on;
  };
  const drop = (event: DragEvent) => {
    hover(event, false);
    take(event.dataTransfer?.files[0]);
  };
  return (
    <div
      class={over.value ? "drop drop-over" : "drop"}
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={drop}
    >
      <Icon name="import" />
      <p class="drop-title">{importing.drop}</p>
      <p class="quiet">{importing.or}</p>
      <input
        id={id}
        class="unseen"
        type="file"
        accept=".csv,text/csv,text/plain"
        onChange={(event) => take(event.currentTarget.files?.[0])}
      />
      <label for={id} class="button primary">
        {importing.choose}
      </label>
      <p class="hint">{importing.formats}</p>
      <p class="hint">{importing.columnsHint}</p>
    </div>
  );
}
