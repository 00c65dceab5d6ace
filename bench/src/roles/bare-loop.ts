/** The limit: a bare loop that signs and POSTs, with no queue and no storage. */
import { createHmac } from "node:crypto";
import { Pool } from "undici";
import { dataText } from "../http/payload.ts";
import { play } from "../run/child.ts";

const IN_FLIGHT = 64;
const WARM_UP_MS = 1_000;
const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

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
        await post(pool, data, sent);
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

/** The same body, headers and signatures as a delivery has. */
async function post(pool: Pool, data: string, count: number): Promise<void> {
  const id = `evt_${String(count).padStart(22, "0")}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const body = `{"id":"${id}","type":"bench.t00","created":"2025-02-07T02:55:00Z","data":${data},"version":"2024-01-01"}`;
  const hex = createHmac("sha256", KEY).update(`${timestamp}.`).update(body).digest("hex");
  const base64 = createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const answer = await pool.request({
    method: "POST",
    path: "/limit/0",
    headers: {
      "content-type": "application/json",
      "user-agent": "CallCall-Webhooks/0.1.0",
      "accept-encoding": "identity",
      "x-callcall-signature": `t=${timestamp},v1=${hex}`,
      "x-callcall-timestamp": timestamp,
      "x-callcall-event-id": id,
      "x-callcall-event-type": "bench.t00",
      "x-callcall-delivery-id": `dlv_${id.slice(4)}`,
      "x-callcall-attempt": "1",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${base64}`,
    },
    body,
  });
  await answer.body.dump();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

play(role);
