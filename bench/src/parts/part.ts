import type { Measurement } from "../report.ts";

/** What a part is told. */
export interface Run {
  /** How long each figure is measured. */
  readonly seconds: number;
  /** Signed requests a second of the bare loop, in this same run. */
  readonly limit: number;
  /** What other parts of this run have come to. */
  readonly done: readonly Measurement[];
  /** Rows of a large database. */
  readonly rows: number;
  /** Say how far it is. */
  progress(text: string): void;
}

/** What others are compared with is measured no longer than this, in seconds, however long they are. */
export const REFERENCE_SECONDS_MAX = 20;

export type Part = (run: Run) => Promise<readonly Measurement[]>;
