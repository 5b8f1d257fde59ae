import type { NetworkInterfaceInfo } from "node:os";
import { isLoopback, ownAddresses } from "../../../host-tools/backend/http/own-addresses";

const at = (address: string, more: Partial<NetworkInterfaceInfo> = {}) => ({ address, family: "IPv4", internal: false, ...more }) as NetworkInterfaceInfo;

describe("where others reach this machine", () => {
  const lo = [at("127.0.0.1", { internal: true })];

  it("is each address that a network gave it, then those it gave itself, and no other kind", () => {
    const eth0 = [at("169.254.7.7"), at("192.168.1.10"), at("fe80::1", { family: "IPv6" })];
    expect(ownAddresses(undefined, { lo, eth0, wlan0: [at("10.0.0.5")] })).toEqual(["192.168.1.10", "10.0.0.5", "169.254.7.7"]);
  });

  it("is first of all where somebody said, told once", () => {
    expect(ownAddresses("10.0.0.5", { eth0: [at("192.168.1.10"), at("10.0.0.5")] })).toEqual(["10.0.0.5", "192.168.1.10"]);
    expect(ownAddresses("0.0.0.0", { eth0: [at("192.168.1.10")] })).toEqual(["192.168.1.10"]);
  });

  it("is nowhere but here without a network", () => {
    expect(ownAddresses(undefined, { lo })).toEqual(["127.0.0.1"]);
    expect(["127.0.0.1", "::1", "[::1]", "localhost", "192.168.1.10"].map(isLoopback)).toEqual([true, true, true, true, false]);
  });
});
