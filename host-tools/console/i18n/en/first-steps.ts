import { number } from "../format";

export const firstSteps = {
  title: "First steps",
  back: "First steps",
  hide: "Hide",
  lead: (done: number, all: number) => `${number(done)} of ${number(all)} done. A card opens a door once all of them are.`,
  finished: "All is set up: a card has opened a door. You can hide this.",
  ifWanted: "if wanted",
  states: { open: "to do", begun: "not finished", done: "done" },
  steps: {
    door: { what: "Name a door", how: "A door has its own settings: how long it unlocks, which cards it believes." },
    reader: { what: "Put a reader at it", how: "“Add reader” makes its keys and shows the command that writes them to a board." },
    level: { what: "Make an access level", how: "It says which doors open, and at which hours. “Always” is a schedule that is there." },
    person: { what: "Add a person", how: "Give the person the access level. A whole list comes in by Import." },
    card: { what: "Give the person a card", how: "Open the person, “Add card”; “Read a card” takes its number at a reader." },
    tap: { what: "Hold the card to the reader", how: "The tap shows below within a second." },
    hours: { what: "Limit the hours", how: "Make a schedule, then choose it in the access level." },
  },
  begun: {
    door: "",
    reader: "A reader is made and has not been heard yet. Is the board written, does it have power and the network?",
    level: "",
    person: "Somebody is here without a right at any door: give the person an access level that has a door.",
    card: "",
    tap: "A card was held to a reader and refused. The event says why.",
    hours: "",
  },
  alone: "This backend can be reached from this machine alone, so by no board. Start it with `latchkey serve --host 0.0.0.0`.",
  simulator: "No board at hand? Start a reader in the simulator.",
};
