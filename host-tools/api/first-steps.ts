/** What a new site needs before a card opens a door, in the order in which it is best done; `hours` only who wants them. */
export const firstStepNames = ["door", "reader", "level", "person", "card", "tap", "hours"] as const;
export type FirstStepName = (typeof firstStepNames)[number];

/**
 * `begun`: the half of it is there. A reader that was made and never heard; a person without a right at any door; a card that was held to a
 * reader and refused.
 */
export type StepState = "open" | "begun" | "done";

export interface FirstStep {
  name: FirstStepName;
  state: StepState;
  needed: boolean;
}

/** GET first-steps: how far the site is, by what is in it and what readers have told. */
export interface FirstStepsAnswer {
  rows: FirstStep[];
  /** Readers that are made now are told an address of this machine alone, which no board can reach. */
  onThisMachineOnly: boolean;
}

/** The first that is not done, of those that are needed. */
export function nextStep(rows: FirstStep[]): FirstStep | undefined {
  return rows.find(({ needed, state }) => needed && state !== "done");
}
