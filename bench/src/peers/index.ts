import { createBullMq } from "./bullmq.ts";
import type { PeerDatabase } from "./database.ts";
import { createGraphileWorker } from "./graphile-worker.ts";
import { createPgBoss } from "./pg-boss.ts";
import { startPostgres } from "./postgres.ts";
import type { Address, Library, Queue } from "./queue.ts";
import { type Persistence, startRedis } from "./redis.ts";

/** A queue on a database. */
export interface Setup {
  readonly name: string;
  readonly library: Library;
  readonly store: "redis" | "postgres";
  readonly persistence: Persistence;
}

export const SETUPS: readonly Setup[] = [
  { name: "BullMQ, kept in memory", library: "bullmq", store: "redis", persistence: "none" },
  { name: "BullMQ, each write synced", library: "bullmq", store: "redis", persistence: "always" },
  { name: "pg-boss", library: "pg-boss", store: "postgres", persistence: "always" },
  { name: "graphile-worker", library: "graphile-worker", store: "postgres", persistence: "always" },
];

export const DATABASES: Readonly<Record<Setup["store"], (setup: Setup) => Promise<PeerDatabase>>> = {
  redis: ({ persistence }) => startRedis(persistence),
  postgres: startPostgres,
};

const CREATE: Readonly<Record<Library, (address: Address) => Queue>> = {
  bullmq: createBullMq,
  "pg-boss": createPgBoss,
  "graphile-worker": createGraphileWorker,
};

export function createQueue(library: Library, address: Address): Queue {
  return CREATE[library](address);
}
