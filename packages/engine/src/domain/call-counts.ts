import { LIMITS } from "@callcall/contract";

/** A call that was answered. */
export interface ApiCall {
  readonly accountId: string;
  readonly actor: string;
  readonly actorName: string;
  readonly ip: string;
  readonly operation: string;
  readonly status: number;
}

export interface CountedCalls extends ApiCall {
  readonly minuteMs: number;
  /** Since they were last taken. */
  readonly count: number;
  readonly lastMs: number;
}

/** Stands for the addresses, and in the end for the callers, that there is no room to tell apart. */
export const OTHER = "other";

/** Who has no key: the server's default account keeps count of them. */
export const STRANGER = "unknown";

const MINUTE_MS = 60_000;

type Row = { -readonly [Field in keyof CountedCalls]: CountedCalls[Field] };

interface Minute {
  readonly rows: Map<string, Row>;
  /** Rows by account, those of strangers apart: whoever needs no key for it may fill less. */
  readonly sizes: Map<string, number>;
}

/**
 * Calls by minute, caller, address, operation and status, until they are taken to be stored. A minute has a
 * bounded number of rows for each account: beyond it addresses are no longer told apart, and then callers are
 * not, so that what is left is as many rows as there are operations and statuses.
 */
export class CallCounts {
  readonly #minutes = new Map<number, Minute>();
  #rows = 0;
  #waiting = false;

  /** Rows in memory. */
  get size(): number {
    return this.#rows;
  }

  /** Whether anything was counted that is not taken yet. */
  get waiting(): boolean {
    return this.#waiting;
  }

  add(call: ApiCall, nowMs: number, count: number = 1): void {
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    const row = this.#rowOf(this.#minute(minuteMs), call, minuteMs);
    row.count += count;
    this.#waiting = true;
    row.lastMs = Math.max(row.lastMs, nowMs);
  }

  /** What was counted since the last time; forgets minutes that are over. */
  take(nowMs: number): readonly CountedCalls[] {
    this.#waiting = false;
    const taken: CountedCalls[] = [];
    for (const [minuteMs, { rows }] of this.#minutes) {
      for (const row of rows.values()) {
        if (row.count === 0) continue;
        taken.push({ ...row });
        row.count = 0;
      }
      // The present one stays: its rows are counted against the limit until it is over.
      if (minuteMs + MINUTE_MS > nowMs) continue;
      this.#minutes.delete(minuteMs);
      this.#rows -= rows.size;
    }
    return taken;
  }

  /** What was taken and could not be stored. */
  putBack(calls: readonly CountedCalls[]): void {
    for (const call of calls) this.add(call, call.lastMs, call.count);
  }

  #minute(minuteMs: number): Minute {
    const known = this.#minutes.get(minuteMs);
    if (known !== undefined) return known;
    const made: Minute = { rows: new Map(), sizes: new Map() };
    this.#minutes.set(minuteMs, made);
    return made;
  }

  #rowOf(minute: Minute, call: ApiCall, minuteMs: number): Row {
    const exact = minute.rows.get(keyOf(call));
    if (exact !== undefined) return exact;
    const stranger = call.actor === STRANGER;
    const owner = `${call.accountId} ${stranger}`;
    const used = minute.sizes.get(owner) ?? 0;
    const room = stranger ? LIMITS.api_call_rows_of_strangers : LIMITS.api_call_rows;
    const full = this.#rows >= LIMITS.api_call_rows_in_memory;
    // As many rows again for the callers of whom the address is not told.
    const level = full || used >= 2 * room ? 2 : used >= room ? 1 : 0;
    const shown = level === 0 ? call : level === 1 ? { ...call, ip: OTHER } : { ...call, ...ANYBODY };
    const key = keyOf(shown);
    const known = minute.rows.get(key);
    if (known !== undefined) return known;
    const row: Row = { ...rowFields(shown), minuteMs, count: 0, lastMs: 0 };
    minute.rows.set(key, row);
    minute.sizes.set(owner, used + 1);
    this.#rows++;
    return row;
  }
}

const ANYBODY = { actor: OTHER, actorName: OTHER, ip: OTHER } as const;

function rowFields({ accountId, actor, actorName, ip, operation, status }: ApiCall): ApiCall {
  return { accountId, actor, actorName, ip, operation, status };
}

function keyOf({ accountId, actor, ip, operation, status }: ApiCall): string {
  return `${accountId} ${actor} ${ip} ${operation} ${status}`;
}
