import type { ComponentChildren } from "preact";
import type { Right } from "../../api/rights";
import { mayDo } from "../client/session";

/** What only those see who have the right for it; the backend refuses the others by itself. */
export function May({ right, children }: { right: Right; children: ComponentChildren }) {
  return mayDo(right) ? <>{children}</> : null;
}
