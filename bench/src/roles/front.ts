/** The API of a team that has a queue: it takes events as the server does, and adds a job for each. */
import { createHash, timingSafeEqual } from "node:crypto";
import { SCHEMA } from "../http/payload.ts";
import { createQueue } from "../peers/index.ts";
import { loadPeer } from "../peers/packages.ts";
import type { Address, Event, Library, Queue } from "../peers/queue.ts";
import { play } from "../run/child.ts";
import { cpuUs } from "../run/cpu.ts";
import { makeJob } from "./enqueuer/job.ts";

interface FrontInput {
  readonly library: Library;
  readonly address: Address;
  readonly apiKey: string;
  readonly types: number;
}

interface Taken {
  readonly type: string;
  readonly data: Event["data"];
}

interface Request {
  readonly headers: { readonly authorization?: string };
  readonly body: unknown;
}

interface Reply {
  code(status: number): Reply;
  send(body: object): Reply;
}

interface Front {
  addHook(name: "onRequest", hook: (request: Request, reply: Reply) => Promise<unknown>): void;
  post(
    path: string,
    options: { readonly schema: { readonly body: object }; readonly bodyLimit: number },
    handle: (request: Request, reply: Reply) => Promise<Reply>,
  ): void;
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

const EVENT = {
  type: "object",
  properties: { type: { type: "string" }, data: SCHEMA },
  required: ["type", "data"],
} as const;
const BATCH = {
  type: "object",
  properties: { events: { type: "array", items: EVENT } },
  required: ["events"],
} as const;
const BODY_BYTES_MAX = 1_048_576;

let queue: Queue | undefined;
let front: Front | undefined;
let count = 0;

const role = {
  async listen({ library, address, apiKey, types }: FrontInput): Promise<string> {
    const opened = createQueue(library, address);
    queue = opened;
    await opened.prepare();
    const app = loadPeer<() => Front>("fastify")();
    front = app;
    const wanted = hashOf(`Bearer ${apiKey}`);
    app.addHook("onRequest", async ({ headers }, reply) => {
      if (!timingSafeEqual(hashOf(headers.authorization ?? ""), wanted)) return reply.code(401).send({});
      return undefined;
    });
    const jobOf = ({ type, data }: Taken): ReturnType<typeof makeJob> => makeJob(count++, type, data, types);
    app.post("/api/v1/events", { schema: { body: EVENT }, bodyLimit: BODY_BYTES_MAX }, async ({ body }, reply) => {
      const job = jobOf(body as Taken);
      await opened.add([job]);
      return reply.code(202).send({ id: job.event.id });
    });
    app.post(
      "/api/v1/events/batch",
      { schema: { body: BATCH }, bodyLimit: BODY_BYTES_MAX },
      async ({ body }, reply) => {
        const jobs = (body as { readonly events: readonly Taken[] }).events.map(jobOf);
        await opened.add(jobs);
        return reply.code(202).send({ data: jobs.map(({ event }) => ({ id: event.id })) });
      },
    );
    return app.listen({ host: "127.0.0.1", port: 0 });
  },
  cpuUs: (): number => cpuUs(),
  async stop(): Promise<void> {
    await front?.close();
    await queue?.close();
  },
};
export type FrontRole = typeof role;

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

play(role);
