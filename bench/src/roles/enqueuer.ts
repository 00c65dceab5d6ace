/** The application of a team that has a queue: it adds a job for each event. */
import { dataText, stampText, typeName } from "../http/payload.ts";
import { createQueue } from "../peers/index.ts";
import type { Address, Job, Library, Queue } from "../peers/queue.ts";
import { play } from "../run/child.ts";
import { cpuUs } from "../run/cpu.ts";
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
const data = JSON.parse(dataText()) as Job["event"]["data"];
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
      const jobs = Array.from({ length: batch }, (_, index) => makeJob(turn * batch + index, types, sentUs));
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

function makeJob(count: number, types: number, sentUs: number): Job {
  return {
    path: `/hook/${count % types}`,
    event: {
      id: `evt_${String(count).padStart(22, "0")}`,
      type: typeName(count % types),
      created: "2025-02-07T02:55:00Z",
      data: { ...data, sent: stampText(sentUs) },
      version: "2024-01-01",
    },
  };
}

play(role);
