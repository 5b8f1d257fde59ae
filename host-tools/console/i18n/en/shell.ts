import { number } from "../format";


export const shell = {
  product: "Latchkey",
  screens: {
    now: "Now",
    people: "People & cards",
    levels: "Access levels",
    import: "Import",
    readers: "Readers",
    doors: "Doors",
    simulator: "Simulator",
  },
  menu: "Menu",
  navigation: "Screens",
  skip: "Skip to content",
  languageSwitch: "Language",
  signOut: "Sign out",
  live: "Live",
  reconnecting: "Connection lost, trying again",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  edit: "Edit",
  loading: "Loading",
  tryAgain: "Try again",
  none: "None",
  never: "never",
  copy: "Copy",
  copied: "Copied",
  page: (from: number, to: number, total: number) => `${number(from)} to ${number(to)} of ${number(total)}`,
  previous: "Previous",
  next: "Next",
  networkFailed: "The server does not answer.",
  networkHint: "Check that it is running and that this computer is connected, then try again.",
  answerUnclear: "The server's answer was not understood.",
  answerHint: "Load the page again; if it happens again, look at the server's log.",
};

export const signIn = {
  title: "Sign in",
  lead: "Latchkey signs you in by a link that works once.",
  working: "Signing you in…",
  how: "Where to find a link",
  steps: [
    "The first link is printed where the server was started, after “sign in at”.",
    "Anyone signed in as an owner can make another one.",
  ],
  pasteLabel: "Link or code",
  pasteHint: "Paste the whole link, or only the part after #.",
  submit: "Sign in",
  failed: "This link did not work.",
};
