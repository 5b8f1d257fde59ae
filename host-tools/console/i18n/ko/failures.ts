/** The server's refusals by their stable code (docs/errors.md). A code that is missing here is shown as the server said it. */
export const koFailures: { readonly [code: string]: { message: string; hint: string } | undefined } = {};

/** What can be wrong with a row of an imported file, by code. */
export const koProblems: { readonly [code: string]: string | undefined } = {};
