import type { Command } from "commander";

/** One file per command group; each is loaded only to name its commands, and loads what it needs when it runs. */
export const commandFiles: (() => Promise<{ register(program: Command): void }>)[] = [
  () => import("./demo"),
  () => import("./serve"),
  () => import("./site"),
  () => import("./door"),
  () => import("./reader"),
  () => import("./level"),
  () => import("./sim"),
  () => import("./events"),
  () => import("./report"),
  () => import("./audit"),
  () => import("./account"),
  () => import("./backup"),
  () => import("./restore"),
  () => import("./import"),
  () => import("./bundle"),
  () => import("./chip"),
  () => import("./flash"),
  () => import("./devices"),
  () => import("./board"),
  () => import("./trace"),
  () => import("./phone"),
  () => import("./card"),
  () => import("./webhook"),
];
