import type { Context } from "hono";
import { isEverywhere, isLoopback, isUsable, ownAddresses } from "./own-addresses";
import type { Env, Services } from "./services";

/**
 * Readers take an IPv4 address and no name: they have no resolver that does not block. Who asks from the backend's own machine does it under
 * an address that no other machine reaches, so where the network is listened to, its address on that is told.
 */
export function addressForReaders(services: Services, c: Context<Env>): string {
  const { advertise, host } = services;
  if (advertise !== undefined && isUsable(advertise)) return advertise;
  const asked = new URL(c.req.url).hostname;
  if (isLoopback(asked)) return isEverywhere(host) ? ownAddresses()[0]! : "127.0.0.1";
  return isUsable(asked) ? asked : ownAddresses()[0]!;
}

/** What begins a link that is made for somebody's other device: as it was asked for, unless no other device gets there under that. */
export function originForOthers({ advertise, host, port }: Services, c: Context<Env>): string {
  const asked = new URL(c.req.url);
  return isLoopback(asked.hostname) && isEverywhere(host) ? `http://${ownAddresses(advertise)[0]!}:${port()}` : asked.origin;
}
