import { number } from "../format";

export const eventSearch = {
  title: "Events",
  lead: "Everything that readers have told, the newest first.",
  since: "From day",
  until: "To day",
  everybody: "Show everybody",
  none: "Nothing has happened yet.",
  noMatch: "No event matches.",
  older: "Show older ones",
  download: "Download as CSV",
  cut: (rows: number) => `The file has the newest ${number(rows)} events; narrow the days for the rest.`,
  ofPerson: "Events of this person",
};
