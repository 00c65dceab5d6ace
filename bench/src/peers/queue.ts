/** What the queues that are compared have in common. */

/** One event for one endpoint: what a team would put into a job. */
export interface Job {
  readonly path: string;
  readonly event: Event;
}

export interface Event {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly data: { readonly sent: string; readonly [name: string]: unknown };
  readonly version: string;
}

/** @param attempt from 1 @throws where the job is to be tried again */
export type Work = (job: Job, attempt: number) => Promise<void>;

/** A queue as a team would use it: its own defaults, but for what makes it faster and is in its documentation. */
export interface Queue {
  /** Once, before anything else. */
  prepare(): Promise<void>;
  /** Resolves when the queue has the jobs. One at a time is added alone, more are added in bulk. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Work on jobs, `IN_FLIGHT` at a time. */
  work(work: Work): Promise<void>;
  close(): Promise<void>;
}

/** As the server's: 13 retries with a growing delay. */
export const TRIES = 14;
export const QUEUE_NAME = "webhooks";

export type Library = "bullmq" | "pg-boss" | "graphile-worker";

/** Where its database listens. */
export interface Address {
  readonly port: number;
}
