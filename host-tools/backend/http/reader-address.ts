import { networkInterfaces } from "node:os";
import { isIPv4 } from "node:net";
import type { Context } from "hono";
import type { Env, Services } from "./services";

const everywhere = ["0.0.0.0", "::"];

/**
 * Readers take an IPv4 address and no name: they have no resolver that does not block. Who asks from the backend's own machine does it under
 * an address that no other machine reaches, so where the network is listened to, its address on that is told.
 */
export function addressForReaders(services: Services, c: Context<Env>): string {
  const { advertise, host } = services;
  if (advertise !== undefined && isUsable(advertise)) return advertise;
  const asked = new URL(c.req.url).hostname;
  if (isLoopback(asked)) return everywhere.includes(host) ? ownAddress() : "127.0.0.1";
  return isUsable(asked) ? asked : ownAddress();
}

function isUsable(address: string): boolean {
  return isIPv4(address) && address !== "0.0.0.0";
}

/** Leads to this machine from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "[::1]";
}

function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((one) => one.family === "IPv4" && !one.internal)?.address ?? "127.0.0.1";
}
