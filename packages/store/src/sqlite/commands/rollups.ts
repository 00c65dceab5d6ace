import { addBins } from "../../stats/histogram.ts";
import { type Addition, additionsOf, COUNTS, type Note } from "../../stats/rollup.ts";
import { type Database, prepare } from "../driver.ts";
import { binsJson, binsOf, outcomesJson, outcomesOf, WIDTH_CODES } from "../rows/rollup.ts";

/** Counts what the commands of one commit do, and writes it down with them. */
export interface Rollups {
  /** For commands: this has happened. */
  note(note: Note): void;
  /** A transaction begins: what an earlier one that was rolled back had noted is void. */
  begin(): void;
  /** Where the notes of the next command begin. */
  mark(): number;
  /** The command that began there was rolled back. */
  undo(mark: number): void;
  /** Add everything noted to the stored figures, one statement for each that is touched. */
  flush(): void;
}

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
  const notes: Note[] = [];

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
    begin: () => void notes.splice(0),
    mark: () => notes.length,
    undo: (mark) => void notes.splice(mark),
    flush() {
      for (const addition of additionsOf(notes)) write(addition);
      notes.splice(0);
    },
  };
}

function added(into: Map<string, number>, counts: ReadonlyMap<string, number>): Map<string, number> {
  for (const [name, count] of counts) into.set(name, (into.get(name) ?? 0) + count);
  return into;
}
