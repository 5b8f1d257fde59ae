import type { SiteRow } from "../../../api/directory";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { showSite } from "../../client/session";
import { words } from "../../i18n/words";
import { useLoaded } from "../../ui/load";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { Facts } from "./facts";
import { GroupKey } from "./group-key";
import { SiteForm } from "./site-form";
import { Webhooks } from "./webhooks";

async function currentSite(): Promise<SiteRow> {
  const site = await api.site();
  showSite(site);
  return site;
}

export function SettingsScreen() {
  const { settings } = words.value;
  /* Somebody else may have changed it since this page was opened. */
  const site = useLoaded(currentSite, [directoryVersion.value]);
  const facts = useLoaded(api.siteFacts, [directoryVersion.value]);
  return (
    <>
      <Title text={settings.title} lead={settings.lead} />
      <Waiting of={[facts, site]} />
      <SiteForm />
      <Webhooks />
      <GroupKey />
      {facts.value.value && <Facts facts={facts.value.value} />}
    </>
  );
}
