import { words } from "../i18n/words";
import { Icon } from "./icon";

interface PagerProps {
  offset: number;
  size: number;
  total: number;
  go: (offset: number) => void;
}

export function Pager({ offset, size, total, go }: PagerProps) {
  const { page, previous, next } = words.value.shell;
  const last = Math.min(offset + size, total);
  if (total === 0) return null;
  return (
    <nav class="pager" aria-label={page(offset + 1, last, total)}>
      <button type="button" disabled={offset === 0} onClick={() => go(Math.max(0, offset - size))}>
        <Icon name="left" />
        {previous}
      </button>
      <span aria-live="polite">{page(offset + 1, last, total)}</span>
      <button type="button" disabled={last >= total} onClick={() => go(offset + size)}>
        {next}
        <Icon name="right" />
      </button>
    </nav>
  );
}
