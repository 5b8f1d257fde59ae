import { bench } from "../../client/bench";
import { words } from "../../i18n/words";
import { Title } from "../../ui/title";
import { Device } from "./device";
import { LogList } from "./log-list";
import { StartForm } from "./start-form";
import { Wallet } from "./wallet";

export function SimulatorScreen() {
  const { simulator } = words.value;
  const on = bench.value;
  return (
    <>
      <Title text={simulator.title} lead={simulator.lead} />
      {on ? (
        <div class="bench">
          <Device on={on} />
          <Wallet on={on} />
        </div>
      ) : (
        <StartForm />
      )}
      <LogList />
    </>
  );
}
