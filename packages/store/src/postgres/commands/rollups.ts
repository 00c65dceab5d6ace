import { binsJson, binsOf, outcomesJson, outcomesOf, WIDTH_CODES } from "../../rows/rollup.ts";
import { sumsJson, sumsOf } from "../../rows/rollup-log.ts";
import { addBins } from "../../stats/histogram.ts";
import { type Addition, COUNTS, mergeSums, type Note, sumNotes, widenSums } from "../../stats/rollup.ts";
import { Columns } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";

/**
 * Counts what the commands of one commit do, and writes it down with them: as one row of a log, and from there now
 * and then into the figures. So figures are exact at every instant, no two nodes wait for each other's row of a busy
 * account in every commit, and that row is rewritten once a second.
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
  flush(): Promise<void>;
  /** The transaction is committed. */
  committed(): void;
}

/** Whoever reads figures reads the log as well: it is kept short. */
const LOG_MS = 1_000;
const LOG_ROWS = 256;
/** Tells this lock from others: "fold" in ASCII. */
const FOLD = 0x666f6c64;

interface PartsRow {
  readonly place: number;
  readonly outcomes: string | null;
  readonly response_bins: string | null;
}

const KEYS = new Columns(
  ["place", "int"],
  ["account_id", "text"],
  ["width", "smallint"],
  ["start_ms", "bigint"],
  ["webhook_id", "text"],
);

const FIGURES = new Columns(
  ["account_id", "text"],
  ["width", "smallint"],
  ["start_ms", "bigint"],
  ["webhook_id", "text"],
  ...COUNTS.map((name) => [name, "bigint"] as const),
  ["outcomes", "text"],
  ["response_bins", "text"],
);

export function prepareRollups(database: Database): Rollups {
  const parts = prepare<PartsRow>(
    database,
    `SELECT place, outcomes, response_bins FROM ${KEYS.from("given", 1)}
     JOIN callcall.rollups USING (account_id, width, start_ms, webhook_id)`,
  );
  const add = prepare(
    database,
    `INSERT INTO callcall.rollups AS stored (${FIGURES.names()})
     SELECT ${FIGURES.names()} FROM ${FIGURES.from("given", 1)}
     ON CONFLICT (account_id, width, start_ms, webhook_id) DO UPDATE SET
       ${COUNTS.map((name) => `${name} = stored.${name} + excluded.${name}`).join(", ")},
       outcomes = COALESCE(excluded.outcomes, stored.outcomes),
       response_bins = COALESCE(excluded.response_bins, stored.response_bins)`,
  );
  const append = prepare(database, "INSERT INTO callcall.rollup_log (sums) VALUES ($1)");
  // One node folds at a time: what it reads of a figure is what it adds to.
  const lock = prepare(database, `SELECT pg_advisory_xact_lock(${FOLD})`);
  const takeLogged = prepare<{ id: number; sums: string }>(
    database,
    "DELETE FROM callcall.rollup_log RETURNING id, sums",
  );
  const notes: Note[] = [];
  // An earlier process may have left a log: the first commit brings the figures up to date.
  let logged = { rows: LOG_ROWS, sinceMs: Number.POSITIVE_INFINITY };
  let afterCommit = logged;

  async function fold(sums: readonly Addition[]): Promise<void> {
    const [, rows] = await Promise.all([lock.run(), takeLogged.all()]);
    const earlier = rows.sort((a, b) => a.id - b.id).flatMap((row) => sumsOf(row.sums));
    const additions = widenSums(mergeSums([...earlier, ...sums]));
    const keys = additions.map(keyOf);
    // Only what ended an attempt has parts; publishing alone is spared the look.
    const withParts = keys.flatMap((key, place) => (additions[place]?.outcomes.size === 0 ? [] : [[place, ...key]]));
    const found = withParts.length === 0 ? [] : await parts.all(...KEYS.arrays(withParts));
    const stored = new Map(found.map((row) => [row.place, row]));
    const lines = additions.map(({ counts, outcomes, responseBins }, place) => {
      const row = stored.get(place);
      const allOutcomes = outcomesOf(row?.outcomes ?? null);
      for (const [name, count] of outcomes) allOutcomes.set(name, (allOutcomes.get(name) ?? 0) + count);
      const bins = binsOf(row?.response_bins ?? null);
      addBins(bins, responseBins);
      const merged = [outcomesJson(allOutcomes), binsJson(bins)];
      return [...(keys[place] ?? []), ...COUNTS.map((name) => counts[name]), ...merged];
    });
    await add.run(...FIGURES.arrays(lines));
  }

  return {
    note: (note) => void notes.push(note),
    begin() {
      notes.splice(0);
      afterCommit = logged;
    },
    mark: () => notes.length,
    undo: (mark) => void notes.splice(mark),
    async flush() {
      if (notes.length === 0) return;
      const sums = sumNotes(notes);
      const nowMs = notes.at(-1)?.atMs ?? 0;
      notes.splice(0);
      const sinceMs = Math.min(logged.sinceMs, nowMs);
      if (logged.rows < LOG_ROWS && nowMs - sinceMs < LOG_MS) {
        await append.run(sumsJson(sums));
        afterCommit = { rows: logged.rows + 1, sinceMs };
        return;
      }
      await fold(sums);
      afterCommit = { rows: 0, sinceMs: Number.POSITIVE_INFINITY };
    },
    committed() {
      logged = afterCommit;
    },
  };
}

/** In the order of the primary key. */
function keyOf({ accountId, width, startMs, webhookId }: Addition): readonly unknown[] {
  return [accountId, WIDTH_CODES[width], startMs, webhookId ?? ""];
}
