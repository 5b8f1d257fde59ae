import type { ComponentChildren } from "preact";

/** The head of a screen, its actions at the right. */
export function Title({ text, lead, children }: { text: string; lead?: string; children?: ComponentChildren }) {
  return (
    <div class="title">
      <div>
        <h1>{text}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </div>
  );
}
