import { useSignal } from "@preact/signals";
import type { AccountRow } from "../../../api/accounts";
import { api } from "../../client/api";
import { directoryVersion } from "../../client/live";
import { session } from "../../client/session";
import { words } from "../../i18n/words";
import { hrefOf, route, setFilters } from "../../route";
import { Heads } from "../../ui/heads";
import { Icon } from "../../ui/icon";
import { useLoaded } from "../../ui/load";
import { Age, Status } from "../../ui/status";
import { Title } from "../../ui/title";
import { Waiting } from "../../ui/waiting";
import { AccountSheet } from "./account-sheet";
import { NewAccountSheet } from "./new-account";

/** Who may sign in, and as what. */
export function AccountsScreen() {
  const { accounts } = words.value;
  const adding = useSignal(false);
  const loaded = useLoaded(api.accounts, [directoryVersion.value]);
  const rows = loaded.value.value;
  const open = rows?.find((account) => String(account.id) === route.value.filters["account"]);
  return (
    <>
      <Title text={accounts.title} lead={accounts.lead}>
        <button type="button" class="primary" onClick={() => (adding.value = true)}>
          <Icon name="plus" />
          {accounts.add}
        </button>
      </Title>
      <Waiting of={[loaded]} />
      {rows && <Table rows={rows} />}
      {adding.value && <NewAccountSheet close={() => (adding.value = false)} again={loaded.again} />}
      {open && <AccountSheet key={open.id} account={open} close={() => setFilters({ account: "" })} again={loaded.again} />}
    </>
  );
}

function Table({ rows }: { rows: AccountRow[] }) {
  const { accounts } = words.value;
  return (
    <table class="table">
      <Heads of={[accounts.name, accounts.role, accounts.state, accounts.signedIn]} />
      <tbody>
        {rows.map((account) => (
          <Row key={account.id} account={account} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ account }: { account: AccountRow }) {
  const { accounts } = words.value;
  const state = session.value;
  const own = state.is === "in" && state.session.account === account.name;
  return (
    <tr>
      <th scope="row" data-label={accounts.name}>
        <a href={hrefOf("accounts", { account: String(account.id) })}>{account.name}</a>
        {own && <small class="quiet">{accounts.you}</small>}
      </th>
      <td data-label={accounts.role}>{accounts.roles[account.role]}</td>
      <td data-label={accounts.state}>
        <span class="stack">
          {account.enabled ? <Status tone="ok">{accounts.enabled}</Status> : <Status tone="off">{accounts.disabled}</Status>}
          {account.linkUntil && <small class="quiet">{accounts.waiting}</small>}
        </span>
      </td>
      <td data-label={accounts.signedIn}>
        <span class="stack">
          <Age at={account.signedInAt} />
          {account.sessions > 0 && <small class="quiet">{accounts.devices(account.sessions)}</small>}
        </span>
      </td>
    </tr>
  );
}
