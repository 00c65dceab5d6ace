import { type Measurement, measurement } from "../report.ts";
import type { BareLoopRole } from "../roles/bare-loop.ts";
import type { ReceiverRole } from "../roles/receiver.ts";
import { startRole } from "../run/child.ts";

/** What this machine can do at most: a bare loop that signs and POSTs, with no queue and no storage. */
export async function limit(seconds: number): Promise<Measurement> {
  const receiver = startRole<ReceiverRole>("receiver");
  const loop = startRole<BareLoopRole>("bare-loop");
  try {
    const { port } = await receiver.ask("listen");
    const { perSecond, cpuUs } = await loop.ask("run", { origin: `http://127.0.0.1:${port}`, seconds });
    return measurement({ part: "limit", per_second: perSecond, ratio_to_limit: 1, server_cpu_us: cpuUs });
  } finally {
    await Promise.all([receiver.end(), loop.end()]);
  }
}
