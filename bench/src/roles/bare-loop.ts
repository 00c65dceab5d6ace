/** The limit: a bare loop that signs and POSTs, with no queue and no storage. */
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { dataText, envelopeText } from "../http/payload.ts";
import { IN_FLIGHT, postSigned } from "../http/signed-post.ts";
import { play } from "../run/child.ts";

const WARM_UP_MS = 1_000;

interface LoopInput {
  readonly origin: string;
  readonly seconds: number;
}

const role = {
  async run({ origin, seconds }: LoopInput): Promise<{ readonly perSecond: number; readonly cpuUs: number }> {
    const pool = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });
    const data = dataText();
    let sent = 0;
    let stop = false;
    const loop = async (): Promise<void> => {
      while (!stop) {
        const id = `evt_${String(sent).padStart(22, "0")}`;
        const type = "bench.t00";
        await postSigned(pool, { path: "/limit/0", id, type, attempt: 1, body: envelopeText(id, type, data) });
        sent += 1;
      }
    };
    const loops = Array.from({ length: IN_FLIGHT }, loop);
    await pause(WARM_UP_MS);
    const before = { sent, at: performance.now(), cpu: process.cpuUsage() };
    await pause(seconds * 1_000);
    const cpu = process.cpuUsage(before.cpu);
    const count = sent - before.sent;
    const elapsedMs = performance.now() - before.at;
    stop = true;
    await Promise.all(loops);
    await pool.close();
    return { perSecond: (count / elapsedMs) * 1_000, cpuUs: (cpu.user + cpu.system) / count };
  },
};
export type BareLoopRole = typeof role;

play(role);
