import type { ComponentChildren } from "preact";

/** One line of a list of facts (`dl.facts`). */
export function Fact({ name, hint, children }: { name: string; hint?: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {children}
        {hint && <p class="hint">{hint}</p>}
      </dd>
    </>
  );
}
