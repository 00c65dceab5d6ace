import { binsJson, binsOf, outcomesJson, outcomesOf, WIDTH_CODES } from "../../rows/rollup.ts";
import { sumsJson, sumsOf } from "../../rows/rollup-log.ts";
import { addBins } from "../../stats/histogram.ts";
import { type Addition, COUNTS, mergeSums, type Note, sumNotes, widenSums } from "../../stats/rollup.ts";
import { type Database, prepare } from "../driver.ts";

/**
 * Counts what the commands of one commit do, and writes it down with them: as one row of a log, and from there now
 * and then into the figures. So figures are exact at every instant, and those of a busy webhook are rewritten once
 * a second instead of in every commit.
 */
export interface Rollups {
  /** For commands: this has happened. */
  note(note: Note): void;
  /** A transaction begins: what an earlier one that was rolled back had noted is void. */
  begin(): void;
  /** Where the notes of the next command begin. */
  mark(): number;
  /** The command that began there was rolled back. */
  undo(mark: number): void;
  /** Write down everything noted, before the transaction ends. */
  flush(): void;
  /** The transaction is on disk. */
  committed(): void;
}

/** What has been logged since the figures were last brought up to date. */
interface Unfolded {
  readonly rows: number;
  readonly sums: number;
  readonly sinceMs: number;
}

const NOTHING: Unfolded = { rows: 0, sums: 0, sinceMs: Number.POSITIVE_INFINITY };

/** Whoever reads figures reads the log as well: it is kept short. */
const LOG_MS = 1_000;
const LOG_ROWS = 256;
const LOG_SUMS = 4_000;

interface PartsRow {
  readonly outcomes: string | null;
  readonly response_bins: string | null;
}

export function prepareRollups(database: Database): Rollups {
  const parts = prepare<PartsRow>(
    database,
    `SELECT outcomes, response_bins FROM rollups
     WHERE account_id = ? AND width = ? AND start_ms = ? AND webhook_id = ?`,
  );
  const columns = [...COUNTS, "outcomes", "response_bins"];
  const add = prepare(
    database,
    `INSERT INTO rollups (account_id, width, start_ms, webhook_id, ${columns.join(", ")})
     VALUES (?, ?, ?, ?, ${columns.map(() => "?").join(", ")})
     ON CONFLICT (account_id, width, start_ms, webhook_id) DO UPDATE SET
       ${COUNTS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")},
       outcomes = COALESCE(excluded.outcomes, outcomes),
       response_bins = COALESCE(excluded.response_bins, response_bins)`,
  );
  const append = prepare(database, "INSERT INTO rollup_log (sums) VALUES (?)");
  const logged = prepare<{ sums: string }>(database, "SELECT sums FROM rollup_log ORDER BY id");
  const clear = prepare(database, "DELETE FROM rollup_log");
  const notes: Note[] = [];
  // An earlier process may have left a log: the first commit brings the figures up to date.
  let unfolded: Unfolded = { ...NOTHING, rows: LOG_ROWS };
  let afterCommit = unfolded;

  function write(addition: Addition): void {
    const key = [addition.accountId, WIDTH_CODES[addition.width], addition.startMs, addition.webhookId ?? ""] as const;
    let { outcomes, responseBins } = addition;
    // Only what ended an attempt has parts; publishing alone is spared the look.
    if (outcomes.size > 0) {
      const stored = parts.get(...key);
      outcomes = added(outcomesOf(stored?.outcomes ?? null), outcomes);
      const bins = binsOf(stored?.response_bins ?? null);
      addBins(bins, responseBins);
      responseBins = bins;
    }
    add.run(...key, ...COUNTS.map((name) => addition.counts[name]), outcomesJson(outcomes), binsJson(responseBins));
  }

  return {
    note: (note) => void notes.push(note),
    begin() {
      notes.splice(0);
      afterCommit = unfolded;
    },
    mark: () => notes.length,
    undo: (mark) => void notes.splice(mark),
    flush() {
      if (notes.length === 0) return;
      const sums = sumNotes(notes);
      const nowMs = notes.at(-1)?.atMs ?? 0;
      notes.splice(0);
      const sinceMs = Math.min(unfolded.sinceMs, nowMs);
      const count = unfolded.sums + sums.length;
      if (unfolded.rows < LOG_ROWS && count < LOG_SUMS && nowMs - sinceMs < LOG_MS) {
        append.run(sumsJson(sums));
        afterCommit = { rows: unfolded.rows + 1, sums: count, sinceMs };
        return;
      }
      const earlier = logged.all().flatMap((row) => sumsOf(row.sums));
      for (const addition of widenSums(mergeSums([...earlier, ...sums]))) write(addition);
      clear.run();
      afterCommit = NOTHING;
    },
    committed() {
      unfolded = afterCommit;
    },
  };
}

function added(into: Map<string, number>, counts: ReadonlyMap<string, number>): Map<string, number> {
  for (const [name, count] of counts) into.set(name, (into.get(name) ?? 0) + count);
  return into;
}
