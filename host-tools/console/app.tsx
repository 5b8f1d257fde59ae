import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { noteAlarm, unseenAlarms } from "./client/alarms";
import { onEvent } from "./client/live";
import { mayDo, session } from "./client/session";
import { words } from "./i18n/words";
import type { ScreenName } from "./route";
import { route, screenRights } from "./route";
import { AccountsScreen } from "./screens/accounts/accounts";
import { AuditScreen } from "./screens/audit/audit";
import { CardsScreen } from "./screens/cards/cards";
import { DoorsScreen } from "./screens/doors/doors";
import { EventsScreen } from "./screens/events/events";
import { ImportScreen } from "./screens/import/import";
import { LevelsScreen } from "./screens/levels/levels";
import { happeningWords } from "./screens/now/event-words";
import { NowScreen } from "./screens/now/now";
import { PeopleScreen } from "./screens/people/people";
import { ReadersScreen } from "./screens/readers/readers";
import { ReportsScreen } from "./screens/reports/reports";
import { SchedulesScreen } from "./screens/schedules/schedules";
import { SettingsScreen } from "./screens/settings/settings";
import { SignInScreen } from "./screens/sign-in";
import { SimulatorScreen } from "./screens/simulator/simulator";
import { TagsScreen } from "./screens/tags/tags";
import { TracesScreen } from "./screens/traces/traces";
import { Empty } from "./ui/empty";
import { Announcer } from "./ui/notice";
import { Frame } from "./ui/frame";
import { Title } from "./ui/title";

const screens: Record<ScreenName, ComponentType> = {
  now: NowScreen,
  events: EventsScreen,
  reports: ReportsScreen,
  people: PeopleScreen,
  cards: CardsScreen,
  levels: LevelsScreen,
  schedules: SchedulesScreen,
  import: ImportScreen,
  readers: ReadersScreen,
  doors: DoorsScreen,
  tags: TagsScreen,
  traces: TracesScreen,
  simulator: SimulatorScreen,
  settings: SettingsScreen,
  accounts: AccountsScreen,
  audit: AuditScreen,
};

function NotForYou() {
  const { shell } = words.value;
  return (
    <>
      <Title text={shell.screens[route.value.screen]} />
      <Empty title={shell.notForYou}>{shell.notForYouHint}</Empty>
    </>
  );
}

onEvent((event) => noteAlarm(event, happeningWords));

export function App() {
  const state = session.value;
  const { screen } = route.value;
  const title = words.value.shell.screens[screen];
  useEffect(() => {
    const unseen = unseenAlarms.value > 0 ? `(${unseenAlarms.value}) ` : "";
    document.title = state.is === "in" ? `${unseen}${title} · Latchkey` : "Latchkey";
  }, [title, state.is, unseenAlarms.value]);
  if (state.is !== "in") return <SignInScreen state={state} />;
  const Screen = mayDo(screenRights[screen] ?? "look") ? screens[screen] : NotForYou;
  return (
    <Frame screen={screen}>
      <Screen key={screen} />
      <Announcer />
    </Frame>
  );
}
