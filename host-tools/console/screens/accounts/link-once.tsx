import { words } from "../../i18n/words";
import { Notice } from "../../ui/notice";

/** A sign-in link for somebody, which is shown this once. */
export function LinkOnce({ name, url }: { name: string; url: string }) {
  const { accounts } = words.value;
  return (
    <Notice tone="warn" title={accounts.linkOnce(name)}>
      <p>{accounts.linkHint}</p>
      <p>
        <code class="code">{url}</code>
      </p>
    </Notice>
  );
}
