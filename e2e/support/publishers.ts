import { setTimeout as pause } from "node:timers/promises";
import type { EventAccepted } from "@callcall/contract";
import { type Random, seeded } from "./random.ts";
import type { TestServer } from "./server.ts";
import { Growing } from "./until.ts";

/** An event that a 202 acknowledged. */
export interface Acked {
  readonly id: string;
  readonly created: string;
  readonly deliveries: number;
  /** The bytes of data as they were sent. */
  readonly data: string;
  /** How many requests it took until one was acknowledged. */
  readonly tries: number;
  readonly replayed: boolean;
}

export const TYPE = "customer.qualified";

/**
 * Publishers as they should be: each event has an idempotency key, and is sent again under it until it is
 * acknowledged, over however many crashes. `server` is whichever runs at the moment.
 */
export class Publishers {
  readonly acked: Growing<Acked> = new Growing();
  readonly #server: () => TestServer;
  readonly #seed: number;
  readonly #done: Promise<unknown>;
  #stopped = false;

  constructor(server: () => TestServer, seed: number, count: number) {
    this.#server = server;
    this.#seed = seed;
    this.#done = Promise.all(Array.from({ length: count }, (_, index) => this.#publish(index)));
    this.#done.catch(() => {});
  }

  /** Let every event that was begun be acknowledged, then stop. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #publish(publisher: number): Promise<void> {
    const random = seeded(this.#seed + publisher);
    for (let n = 0; !this.#stopped; n++) {
      const marker = `${this.#seed}-${publisher}-${n}`;
      const data = dataOf(marker, random);
      this.acked.push(await this.#untilAcked(marker, data));
    }
  }

  async #untilAcked(key: string, data: string): Promise<Acked> {
    for (let tries = 1; tries < 2_000; tries++) {
      try {
        const answer = await this.#server().api.send("POST", "/events", `{"type":"${TYPE}","data":${data}}`, {
          headers: { "idempotency-key": key },
        });
        if (answer.status === 202) {
          const accepted = JSON.parse(answer.text) as EventAccepted;
          const replayed = answer.headers.get("idempotent-replayed") === "true";
          return { ...accepted, data, tries, replayed };
        }
        // While it stops, a server says so; anything else is a fault.
        if (answer.status !== 503) throw new UnexpectedAnswer(`${answer.status} ${answer.text}`);
      } catch (error) {
        if (error instanceof UnexpectedAnswer) throw error;
        // The connection broke: the event may or may not be there. Send it again under the same key.
      }
      await pause(10);
    }
    throw new Error(`Gave up publishing ${key}`);
  }
}

class UnexpectedAnswer extends Error {}

/** Bytes that a round trip through a parser would alter, a marker to find them by, and some length. */
function dataOf(marker: string, random: Random): string {
  const filler = "x".repeat(random.below(2_000));
  return `{"marker":"${marker}","n":${random.below(1e9)}2345678901234567890, "f": 1.0,"u":"\\ud83d\\u0000é","filler":"${filler}"}`;
}
