import type { EventInsertion, Idempotency, RecallResult } from "../../port/commands.ts";
import { Columns } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";

interface Asked extends Pick<Idempotency, "key" | "fingerprint"> {
  readonly accountId: string;
  readonly nowMs: number;
}

interface Answered extends Idempotency, Asked {
  readonly insertions: readonly EventInsertion[];
}

export interface IdempotencyKeys {
  /** What each key says of its request; null is none. Whatever is answered is committed, so that a standby has it too. */
  recall(asked: readonly (Asked | null)[]): Promise<readonly RecallResult[]>;
  /** The keys differ from one another. */
  remember(answered: readonly Answered[]): Promise<void>;
}

interface KeyRow {
  readonly place: number;
  readonly equal: number;
  readonly context: string;
  readonly insertions: string;
}

const ASKED = new Columns(
  ["place", "int"],
  ["account_id", "text"],
  ["key", "text"],
  ["fingerprint", "bytea"],
  ["now_ms", "bigint"],
);
const ANSWERED = new Columns(
  ["account_id", "text"],
  ["key", "text"],
  ["expires_ms", "bigint"],
  ["fingerprint", "bytea"],
  ["context", "text"],
  ["insertions", "text"],
);

/** Another node was given the same key in the meantime: as after a deadlock, the same again will do. */
class KeyTaken extends Error {
  readonly code = "40001";
}

export function prepareIdempotency(database: Database): IdempotencyKeys {
  const find = prepare<KeyRow>(
    database,
    `SELECT place, stored.fingerprint = asked.fingerprint AS equal, context, insertions
     FROM ${ASKED.from("asked", 1)}
     JOIN callcall.idempotency_keys AS stored
       ON stored.account_id = asked.account_id AND stored.key = asked.key AND stored.expires_ms > asked.now_ms`,
  );
  // A row that stands in the way has expired, as recall has seen, or was written by another node since.
  const insert = prepare(
    database,
    `INSERT INTO callcall.idempotency_keys AS stored (${ANSWERED.names()})
     SELECT ${ANSWERED.names()} FROM ${ANSWERED.from("answered", 1)}
     ON CONFLICT (account_id, key) DO UPDATE SET
       (expires_ms, fingerprint, context, insertions) =
       (excluded.expires_ms, excluded.fingerprint, excluded.context, excluded.insertions)
     WHERE stored.expires_ms <= $${ANSWERED.length + 1}`,
  );

  return {
    async recall(asked) {
      const results: RecallResult[] = asked.map(() => ({ kind: "unused" }));
      const rows = asked.flatMap((one, place) =>
        one === null ? [] : [[place, one.accountId, one.key, one.fingerprint, one.nowMs]],
      );
      if (rows.length === 0) return results;
      for (const { place, equal, context, insertions } of await find.all(...ASKED.arrays(rows))) {
        results[place] =
          equal === 1
            ? { kind: "replayed", context, events: JSON.parse(insertions) as EventInsertion[] }
            : { kind: "idempotency_mismatch" };
      }
      return results;
    },
    async remember(answered) {
      if (answered.length === 0) return;
      const rows = answered.map(({ accountId, key, expiresMs, fingerprint, context, insertions }) => [
        ...[accountId, key, expiresMs, fingerprint, context],
        JSON.stringify(insertions),
      ]);
      const nowMs = Math.max(...answered.map((one) => one.nowMs));
      const { changes } = await insert.run(...ANSWERED.arrays(rows), nowMs);
      if (changes < rows.length) throw new KeyTaken("Cannot use an idempotency key as another node has just used it");
    },
  };
}
