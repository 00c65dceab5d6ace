import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { startServer } from "./support/server.ts";

const HANGING = 600;
const HEALTHY = 20;
const EVENTS = 10;

/** Takes every connection and never says a word. */
async function startSilent(): Promise<{ url: string; open(): number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

it("600 endpoints that never answer do not slow the healthy ones beside them", async () => {
  const server = await startServer({ args: ["--drain-seconds", "0"] });
  const silent = await startSilent();
  const healthy = await startReceiver();
  try {
    const { api } = server;
    // Nothing of theirs ends by itself while the test runs.
    const register = (url: string) => api.register({ url, events: ["*"], deadline_ms: 30_000 });
    for (let from = 0; from < HANGING; from += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => register(`${silent.url}/${from + n}`)));
    }
    for (let n = 0; n < HEALTHY; n++) await register(`${healthy.url}?n=${n}`);

    const delays: number[] = [];
    for (let n = 1; n <= EVENTS; n++) {
      const at = performance.now();
      await api.publish("customer.qualified", QUALIFIED);
      const arrived = await healthy.count(n * HEALTHY, 10_000);
      delays.push(Math.max(...arrived.slice(-HEALTHY).map(({ atMs }) => atMs)) - at);
    }
    // A fan-out to 620 takes 50 to 100 ms here; what hangs would cost 30 s.
    expect(Math.max(...delays)).toBeLessThan(5_000);
    expect(silent.open()).toBeGreaterThan(0);
    expect(silent.open()).toBeLessThanOrEqual(512);
  } finally {
    await Promise.all([healthy.close(), silent.close()]);
    await server.stop();
  }
});
