/**
 * Lists whose filter no index answers as a whole: rows are looked at in order, in steps, and not more of them than
 * the caller allows. A page may then be short, and says where to go on. So a filter that matches nothing among a
 * million events costs as much as any other page.
 */
import type { OpenPage, Position, Slice } from "../port/store.ts";

/** One row that was looked at. */
export interface Examined {
  readonly ms: number;
  readonly id: string;
  readonly matched: number;
  /** Of payload that was searched. */
  readonly bytes: number;
}

/** What a walk asks its driver for: the next `count` rows after this one, in the order of the list. */
export interface Step {
  readonly after: Position | null;
  readonly count: number;
}

/** Rows of a step: enough that a step's own cost is nothing, and few enough that a match at once costs little. */
export const ROWS_PER_STEP = 1_000;
/** The same where payloads are searched: 100 of the largest are 25 MiB. */
export const PAYLOADS_PER_STEP = 100;
/** Payload searched for one page. SQLite searches about 500 MiB a second. */
const BYTES_AT_MOST: number = 32 * 1024 * 1024;

/** The walk itself: yields what is to be read next and is given the rows, so that a driver may wait for them or not. */
export function* walkSteps(page: OpenPage, rowsPerStep: number): Generator<Step, Slice<Examined>, readonly Examined[]> {
  const atMost = page.examine ?? Number.POSITIVE_INFINITY;
  const rows: Examined[] = [];
  let after = page.after;
  let examined = 0;
  let bytes = 0;
  for (;;) {
    const count = Math.min(rowsPerStep, atMost - examined);
    const step = yield { after, count };
    for (const row of step) {
      if (row.matched !== 1) continue;
      rows.push(row);
      if (rows.length === page.limit) return { rows, examinedTo: null };
    }
    const last = step.at(-1);
    if (last === undefined || step.length < count) return { rows, examinedTo: null };
    after = { ms: last.ms, id: last.id };
    examined += step.length;
    for (const row of step) bytes += row.bytes;
    if (examined >= atMost || bytes >= BYTES_AT_MOST) return { rows, examinedTo: after };
  }
}
