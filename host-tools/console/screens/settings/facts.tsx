import type { SiteFacts } from "../../../api/site-facts";
import { wantsBackup } from "../../../api/site-facts";
import { megabytes, momentOf, tick } from "../../i18n/format";
import { words } from "../../i18n/words";
import { Fact } from "../../ui/fact";
import { Age, Status } from "../../ui/status";

/** What nobody sets here and whoever looks after the server wants to know. */
export function Facts({ facts }: { facts: SiteFacts }) {
  const { settings } = words.value;
  return (
    <section class="card" aria-labelledby="settings-facts">
      <h2 id="settings-facts">{settings.facts}</h2>
      <dl class="facts">
        <Fact name={settings.version}>{facts.version ?? "–"}</Fact>
        <Fact name={settings.started}>{momentOf(facts.startedAt)}</Fact>
        <Fact name={settings.readerAddress} hint={settings.readerAddressHint}>
          <code class="code">{facts.readerAddress}</code>
        </Fact>
        <Fact name={settings.database} hint={megabytes(facts.databaseBytes)}>
          <code class="code">{facts.database}</code>
        </Fact>
        <Fact name={settings.oldestEvent}>{facts.oldestEvent ? momentOf(facts.oldestEvent) : settings.noEvent}</Fact>
        <Fact name={settings.lastBackup} hint={settings.backupHint}>
          <LastBackup facts={facts} />
        </Fact>
        <Fact name={settings.siteKey} hint={settings.siteKeyHint}>
          <code class="code">{facts.siteKey}</code>
        </Fact>
      </dl>
    </section>
  );
}

function LastBackup({ facts }: { facts: SiteFacts }) {
  const { settings } = words.value;
  const { lastBackup } = facts;
  if (!lastBackup) return <Status tone="warn">{settings.noBackup}</Status>;
  return (
    <>
      <Age at={lastBackup.at} /> <code class="code">{lastBackup.file}</code>
      {wantsBackup(facts, tick.value) && <Status tone="warn">{settings.oldBackup}</Status>}
    </>
  );
}
