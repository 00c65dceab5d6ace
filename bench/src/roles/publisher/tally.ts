import { Samples, type Summary } from "../../run/samples.ts";

export interface Published {
  /** Events that were acknowledged. */
  readonly events: number;
  readonly refused: number;
  /** From the request to its acknowledgement. */
  readonly ack: Summary;
}

/** What a publisher's requests have come to. */
export class Tally {
  readonly #ack = new Samples();
  #events = 0;
  #refused = 0;

  accepted(events: number, ms: number): void {
    this.#ack.add(ms);
    this.#events += events;
  }

  refused(events: number): void {
    this.#refused += events;
  }

  /** So far, and the times that were measured since the last call. */
  look(): Published {
    const ack = this.#ack.summary();
    this.#ack.clear();
    return { events: this.#events, refused: this.#refused, ack };
  }
}
