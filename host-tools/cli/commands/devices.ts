import type { Command } from "commander";
import { put, say } from "../output";

export function register(program: Command): void {
  program
    .command("devices")
    .description("serial ports of this machine and what is plugged in there")
    .option("--json", "one JSON object a line", false)
    .action(async ({ json }: { json: boolean }) => {
      const { listPorts } = await import("../../device/ports");
      const ports = listPorts();
      for (const port of ports) put(json, port, [port.path.padEnd(16), usb(port), port.product, port.serialNumber].filter(Boolean).join("  "));
      if (ports.length === 0) say("No serial port has a device behind it.");
      else if (!json) say("Next: latchkey flash --port PORT --board BOARD makes a reader of a board; `latchkey board list` has their names.");
    });
}

function usb({ vendorId, productId }: { vendorId?: string; productId?: string }): string {
  return vendorId === undefined ? "not on USB" : `${vendorId}:${productId}`;
}
