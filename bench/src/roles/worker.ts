/** The worker of a team that has a queue: it signs and posts what is in each job. */
import { Pool } from "undici";
import { IN_FLIGHT, postSigned } from "../http/signed-post.ts";
import { createQueue } from "../peers/index.ts";
import type { Address, Library, Queue } from "../peers/queue.ts";
import { play } from "../run/child.ts";
import { cpuUs } from "../run/cpu.ts";

export interface WorkInput {
  readonly library: Library;
  readonly address: Address;
  readonly origin: string;
}

let queue: Queue | undefined;
let pool: Pool | undefined;

const role = {
  async start({ library, address, origin }: WorkInput): Promise<void> {
    const target = new Pool(origin, { connections: IN_FLIGHT, pipelining: 1 });
    pool = target;
    queue = createQueue(library, address);
    await queue.prepare();
    await queue.work(async ({ path, event }, attempt) => {
      const { id, type } = event;
      const status = await postSigned(target, { path, id, type, attempt, body: JSON.stringify(event) });
      if (status >= 300) throw new Error(`The endpoint answered with ${status}`);
    });
  },
  cpuUs: (): number => cpuUs(),
  async stop(): Promise<void> {
    await queue?.close();
    await pool?.close();
  },
};
export type WorkerRole = typeof role;

play(role);
