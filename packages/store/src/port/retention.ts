/**
 * What has had its time, removed in small steps. A step is one command: what is decided in it holds in it, so an event
 * that somebody owes to a webhook at that moment is either kept or was gone before.
 *
 * A store may take larger steps where it can (drop a partition), and answers with `next: null` when nothing is left.
 */

/** `events`: with their deliveries and attempts. `payloads`: what was sent and answered, of what was delivered. */
export type SweepSubject = "events" | "payloads" | "audit";

/** The last row that a step has looked at: the next one goes on after it. Opaque to the caller. */
export interface SweepPosition {
  readonly accountId: string;
  readonly ms: number;
  readonly id: string;
}

export interface Sweep {
  readonly kind: "retention.sweep";
  readonly subject: SweepSubject;
  /** Rows made from then on, inclusive: what is older was looked at before. */
  readonly fromMs: number;
  /** Rows made before then have had their time. */
  readonly beforeMs: number;
  /**
   * Nothing goes of an event that is owed or being sent to anybody, nor of one of which a delivery ended at or after
   * this. A payload goes when each delivery, and there is one, succeeded.
   */
  readonly endedBeforeMs: number;
  readonly after: SweepPosition | null;
  /** Rows looked at, changed and removed, together; a single event is never split, whatever it takes. */
  readonly limit: number;
}

export interface SweepResult {
  readonly kind: "swept";
  /** Events removed, payloads removed or entries of the audit log removed. */
  readonly removed: number;
  /** Rows looked at, changed and removed. */
  readonly rows: number;
  /** Events that have had their time and stay for now: owed to somebody, or ended lately. */
  readonly held: number;
  /** When the oldest event was accepted that is left in the accounts that this step finished; null: there is none. */
  readonly oldestMs: number | null;
  /** Where to go on; null: this was the last step. */
  readonly next: SweepPosition | null;
}

/** Give back to the file system what removed rows have left, at most `bytes` of it. Does nothing where there is nothing to do. */
export interface GiveBackSpace {
  readonly kind: "space.give_back";
  readonly bytes: number;
}

/** Drop what has had its time, at most `limit` rows of each kind. */
export interface ExpireRows {
  readonly kind: "rows.expire";
  readonly nowMs: number;
  /** Secrets whose end lies before this: they are kept for a while, to tell a consumer which one it still uses. */
  readonly secretsEndedMs: number;
  /** Figures by minute and by hour that begin before these. */
  readonly minutesBeforeMs: number;
  readonly hoursBeforeMs: number;
  /** Counted API calls of minutes before this. */
  readonly callsBeforeMs: number;
  readonly limit: number;
}

export type RetentionCommand = Sweep | GiveBackSpace | ExpireRows;

export interface RetentionResults {
  readonly "rows.expire": { readonly kind: "expired"; readonly rows: number };
  readonly "retention.sweep": SweepResult;
  readonly "space.give_back": { readonly kind: "given_back"; readonly space: Space };
}

/** What the data takes on disk, its log not counted. */
export interface Space {
  readonly bytes: number;
  /** Of these, how much is free: used again before the file grows. */
  readonly freeBytes: number;
  /** Whether GiveBackSpace can return it to the file system. */
  readonly canGiveBack: boolean;
}

export interface RetentionReads {
  space(): Promise<Space>;
}
