import { identityOf } from "../../provision/identity";
import { keysFrom } from "../../simulator/board/keypad";
import { Site, type SiteDoor } from "../../simulator/site";
import { nodeClock } from "../node-clock";
import { serveControl, type ControlRequest } from "./control";
import type { Enrolled } from "./enrolled";
import { outcomeOf } from "./outcome";
import { openUdpLink } from "./udp-link";

/** A simulated site that runs in this process and that other commands reach through its folder. */
export interface RunningSite {
  site: Site;
  stop(): void;
}

/** Switches the readers on; each keeps its flash when the site stops. `dir`: where `sim tap` finds it. */
export async function runSite(readers: Enrolled[], dir: string): Promise<RunningSite> {
  const links = readers.map(({ identity }) => openUdpLink(identity.backend?.host ?? "127.0.0.1", identity.backend?.port ?? 0));
  const plans = readers.map(({ name, identity, image }, i) => ({
    name,
    identity: identityOf(identity),
    link: links[i]!,
    ...(image ? { image } : {}),
  }));
  const site = new Site(nodeClock(), plans, Date.now() & 0xffff);
  const control = await serveControl(dir, (request) => obey(site, request));
  return {
    site,
    stop() {
      control.close();
      site.doors.forEach(({ reader }, i) => {
        reader.powerOff();
        readers[i]!.keep(reader.flash.image());
      });
      for (const link of links) link.close();
    },
  };
}

async function obey(site: Site, request: ControlRequest): Promise<unknown> {
  const { action, door, keys = "" } = request;
  if (action === "list") return site.doors.map(stateOf);
  const at = site.door(door);
  const act = () => doAt(site, at, request);
  const decides = action === "tap" || (action === "press" && at.reader.keypad.watched && keys.endsWith("#"));
  const outcome = decides ? await outcomeOf(at.reader, act) : act();
  return { ...stateOf(at), ...outcome };
}

function doAt(site: Site, at: SiteDoor, { action, card, keys }: ControlRequest): undefined {
  if (action === "tap") site.tap(at.name, card ?? "");
  else if (action === "press") at.reader.keypad.press(keysFrom(keys ?? ""));
  else if (action === "remove") at.reader.remove();
  else at.link.connected = action === "online";
  return undefined;
}

function stateOf({ name, link, reader }: SiteDoor) {
  return { door: name, online: link.connected, relay: reader.door.isOn("relay"), asksPin: reader.keypad.watched };
}
