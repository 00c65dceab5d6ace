import { setTimeout as pause } from "node:timers/promises";
import type { Answer, Api } from "@callcall/e2e/support/api";
import { type Random, seeded } from "@callcall/e2e/support/random";
import { until } from "@callcall/e2e/support/until";
import { shaOf } from "./consumers/verify.ts";

export const TYPE = "customer.qualified";

/** An event that a publisher wants to be rid of. */
export interface Submission {
  readonly marker: string;
  readonly dataSha: string;
  /** What the 2xx said; null while there was none. */
  accepted: Accepted | null;
}

export interface Accepted {
  readonly id: string;
  readonly created: string;
  readonly deliveries: number;
}

/** Each repeats a request until it is acknowledged, in a way that makes it safe to. */
const STYLES = ["idempotency key", "own id", "batch under a key"] as const;
const MOST_IN_BATCH = 20;
const MOST_FILLER_BYTES = 2_000;
const PAUSE_MS = 10;

export interface PublishersOptions {
  /** Whichever server runs at the moment. */
  readonly api: () => Api;
  readonly seed: number;
  readonly count: number;
  /** Longest filler of an event, in bytes. */
  readonly fillerBytes?: number;
  /** Whether they wait as long as a refusal asks for; otherwise they insist. */
  readonly honourRetryAfter?: boolean;
}

/**
 * Publishers as they should be: whatever breaks, they send the same event again under the same key or id until it is
 * acknowledged. What they were promised is what the campaign holds the server to.
 */
export class Publishers {
  readonly submissions: Map<string, Submission> = new Map();
  /** Events acknowledged so far. */
  acknowledged = 0;
  /** Requests that were refused with a status, by status. */
  readonly refused: Map<number, number> = new Map();
  /** How long each acknowledgement took, in milliseconds, from the last try that brought it. */
  readonly ackMs: number[] = [];
  /** Answers that are neither an acknowledgement nor "come back later": each is a fault. */
  readonly unexpected: string[] = [];
  /** Longest filler of an event from now on, in bytes. */
  fillerBytes: number;
  readonly #options: PublishersOptions;
  readonly #running: Promise<unknown>[] = [];
  #allowed = 0;
  #stopped = false;
  #abandoned = false;

  constructor(options: PublishersOptions) {
    this.#options = options;
    this.fillerBytes = options.fillerBytes ?? MOST_FILLER_BYTES;
    this.add(options.count);
  }

  /** More of them, from now on. */
  add(count: number): void {
    for (let left = count; left > 0; left--) {
      const running = this.#publish(this.#running.length);
      running.catch(() => {});
      this.#running.push(running);
    }
  }

  /** Let them submit until this many events have been submitted in all; they wait for more leave then. */
  allow(submissions: number): void {
    this.#allowed = submissions;
  }

  /** Let them submit at least this many events in all, and resolve once so many are acknowledged. */
  async reach(events: number, timeoutMs = 60_000): Promise<void> {
    if (events > this.#allowed) this.allow(events);
    await until(() => this.acknowledged >= events, { what: `${events} acknowledgements`, timeoutMs });
  }

  /** Let them submit this many events in all, and resolve when each is acknowledged. */
  async finish(submissions: number): Promise<void> {
    this.allow(submissions);
    while (this.submissions.size < submissions) await pause(PAUSE_MS);
    await this.stop();
  }

  /** Let every event that was begun be acknowledged, then stop. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  /** Stop at once: what is not acknowledged yet may be stored or not. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.stop();
  }

  async #publish(publisher: number): Promise<void> {
    const { seed } = this.#options;
    const random = seeded(seed + publisher * 7_919);
    for (let n = 0; !this.#stopped; n++) {
      if (this.submissions.size >= this.#allowed) {
        await pause(PAUSE_MS);
        n -= 1;
        continue;
      }
      const style = STYLES[publisher % STYLES.length];
      const size = style === "batch under a key" ? random.between(1, MOST_IN_BATCH) : 1;
      const name = `${seed}-${publisher}-${n}`;
      const items = Array.from({ length: size }, (_, index) => {
        const marker = `${name}-${index}`;
        const data = dataOf(marker, random, this.fillerBytes);
        const submission: Submission = { marker, dataSha: shaOf(data), accepted: null };
        this.submissions.set(marker, submission);
        return { submission, data };
      });
      const submissions = items.map(({ submission }) => submission);
      const texts = items.map(({ data }) => `{"type":"${TYPE}","data":${data}}`);
      const key = { headers: { "idempotency-key": name } };
      if (style === "batch under a key") {
        const body = `{"events":[${texts.join(",")}]}`;
        await this.#untilAcked(submissions, (api) => api.send("POST", "/events/batch", body, key), fromBatch);
      } else if (style === "own id") {
        const body = `{"id":"${name}",${texts[0]?.slice(1)}`;
        await this.#untilAcked(submissions, (api) => api.send("POST", "/events", body), fromSingle);
      } else {
        const body = texts[0] ?? "";
        await this.#untilAcked(submissions, (api) => api.send("POST", "/events", body, key), fromSingle);
      }
    }
  }

  async #untilAcked(
    submissions: readonly Submission[],
    send: (api: Api) => Promise<Answer>,
    read: (answer: Answer) => readonly Accepted[],
  ): Promise<void> {
    while (!this.#abandoned) {
      const startedMs = performance.now();
      const answer = await send(this.#options.api()).catch(() => null);
      // A broken connection: the event may be there or not. Again, under the same name.
      if (answer !== null) {
        if (answer.status >= 200 && answer.status <= 299) {
          this.ackMs.push(performance.now() - startedMs);
          return this.#acknowledge(submissions, read(answer), answer);
        }
        this.refused.set(answer.status, (this.refused.get(answer.status) ?? 0) + 1);
        if (answer.status !== 503 && answer.status !== 507) this.unexpected.push(`${answer.status} ${answer.text}`);
      }
      await pause(answer === null ? PAUSE_MS : this.#restMs(answer));
    }
  }

  /** After a refusal. */
  #restMs({ status, headers }: Answer): number {
    const seconds = headers.get("retry-after");
    if (status === 503 && !/^[1-9][0-9]*$/.test(seconds ?? "")) {
      this.unexpected.push(`503 with the Retry-After ${seconds}`);
      return PAUSE_MS;
    }
    return this.#options.honourRetryAfter === true ? Number(seconds) * 1000 : PAUSE_MS;
  }

  #acknowledge(submissions: readonly Submission[], accepted: readonly Accepted[], answer: Answer): void {
    if (accepted.length !== submissions.length) this.unexpected.push(`${answer.status} ${answer.text}`);
    submissions.forEach((submission, index) => {
      submission.accepted = accepted[index] ?? null;
    });
    this.acknowledged += accepted.length;
  }
}

function fromSingle(answer: Answer): readonly Accepted[] {
  return [JSON.parse(answer.text) as Accepted];
}

function fromBatch(answer: Answer): readonly Accepted[] {
  const { data } = JSON.parse(answer.text) as { data: readonly (Accepted & { status: number })[] };
  return data.filter((item) => item.status === 202);
}

/** Bytes that a round trip through a parser would alter, a marker to find them by, and some length. */
function dataOf(marker: string, random: Random, fillerBytes: number): string {
  const filler = "x".repeat(random.below(fillerBytes + 1));
  return `{"marker":"${marker}","n":${random.below(1e9)}2345678901234567890, "f": 1.0,"u":"\\ud83d\\u0000é","filler":"${filler}"}`;
}
