/** What a step of retention looks at, and what it makes of it. */

export interface CandidateRow {
  readonly ms: number;
  readonly id: string;
  readonly bare: number;
}

/** What a step does with one row that has had its time: `rows` changed and removed; 0 for one that stays. */
export interface Outcome {
  readonly rows: number;
  readonly held: boolean;
}

export const GONE_ALREADY: Outcome = { rows: 0, held: false };
export const HELD: Outcome = { rows: 0, held: true };
/** Read at once: a step that removes whole events needs few of them. */
export const CANDIDATES: number = 100;
