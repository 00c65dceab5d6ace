/**
 * The wall clock was set: move what waits by as much. Due times of deliveries and of notifications, pauses, and since
 * when a webhook fails. What was stamped or promised to people (creation, expiry) stays. The same move twice is one:
 * a commit whose answer was lost may be submitted again.
 */
export interface MoveSchedule {
  readonly kind: "schedule.move";
  /** Negative: back. Null, at start: as far back as the wall now lies behind what it was set to when it last moved. */
  readonly byMs: number | null;
  /** The wall now. */
  readonly wallMs: number;
}

export interface ScheduleResults {
  readonly "schedule.move": { readonly kind: "moved"; readonly byMs: number; readonly rows: number };
}
