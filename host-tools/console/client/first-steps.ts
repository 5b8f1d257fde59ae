import { signal } from "@preact/signals";

/** `young`: shown until the site has what it needs; the others are what somebody at this browser has said. */
export type StepsChoice = "young" | "shown" | "hidden";
const storageKey = "latchkey.firstSteps";

export const stepsChoice = signal<StepsChoice>(read());

export function chooseSteps(choice: StepsChoice): void {
  stepsChoice.value = choice;
  keep(choice);
}

/* Storage can be refused by the browser's settings: then the choice lasts as long as the page. */
function read(): StepsChoice {
  try {
    const kept = localStorage.getItem(storageKey);
    return kept === "shown" || kept === "hidden" ? kept : "young";
  } catch {
    return "young";
  }
}

function keep(choice: StepsChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    /* see `read` */
  }
}
