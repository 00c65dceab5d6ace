/** The application of a team that has a queue: it adds a job for each event. */
import { dataText, stampText, typeName } from "../http/payload.ts";
import { createQueue } from "../peers/index.ts";
import type { Address, Event, Library, Queue } from "../peers/queue.ts";
import { play } from "../run/child.ts";
import { cpuUs } from "../run/cpu.ts";
import { makeJob } from "./enqueuer/job.ts";
import { keepPublishing, type Load, type Pacing } from "./publisher/pace.ts";
import { type Published, Tally } from "./publisher/tally.ts";

export interface EnqueueInput extends Pacing {
  readonly library: Library;
  readonly address: Address;
  /** Calls of the queue under way. */
  readonly connections: number;
  readonly types: number;
}

const tally = new Tally();
const data = JSON.parse(dataText()) as Event["data"];
let queue: Queue | undefined;
let load: Load | undefined;

const role = {
  async start(input: EnqueueInput): Promise<void> {
    const { batch, types } = input;
    const opened = createQueue(input.library, input.address);
    queue = opened;
    await opened.prepare();
    const lines = Array.from({ length: input.connections }, (_, line) => line);
    load = await keepPublishing(input, lines, tally, (_line, turn, sentUs, done) => {
      const stamped = { ...data, sent: stampText(sentUs) };
      const jobs = Array.from({ length: batch }, (_, index) => {
        const count = turn * batch + index;
        return makeJob(count, typeName(count % types), stamped, types);
      });
      opened.add(jobs).then(
        () => done(true),
        () => done(false),
      );
    });
  },
  look: (): Published => tally.look(),
  cpuUs: (): number => cpuUs(),
  async stop(): Promise<void> {
    await load?.stop();
    await queue?.close();
  },
};
export type EnqueuerRole = typeof role;

play(role);
