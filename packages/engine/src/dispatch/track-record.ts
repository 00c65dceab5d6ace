/** An answer takes a few hundred milliseconds where things are well. What has held a slot for longer may hold it on. */
export const SLOW_MS = 1_000;

/** What a lane has shown of how soon it gives its slots back. */
export class TrackRecord {
  /** Its last word: an answer that took longer than a second, or silence for as long. */
  slow: boolean;
  /** Slots that it holds, and took while it was slow or has held for longer than a second. */
  slowHeld = 0;
  /** When an answer last came within a second, by the steady clock. */
  promptMs: number = Number.NEGATIVE_INFINITY;

  /** @param failing what it failed at before this process is not known: until it answers, it is taken for slow */
  constructor(failing: boolean) {
    this.slow = failing;
  }

  overdue(): void {
    this.slow = true;
  }

  /** @returns whether the answer was prompt */
  answered(tookMs: number, nowMs: number): boolean {
    this.slow = tookMs >= SLOW_MS;
    if (!this.slow) this.promptMs = nowMs;
    return !this.slow;
  }
}
