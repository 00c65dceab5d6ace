const HOUR_MS = 3_600_000;

export interface StatsWindow {
  readonly since: string;
  readonly until: string;
  readonly bucket_seconds: "60" | "900" | "3600" | "21600";
}

/** The last `lengthMs` up to now, in steps that make 28 to 168 columns. */
export function windowOf(nowMs: number, lengthMs: number): StatsWindow {
  const bucket_seconds =
    lengthMs <= HOUR_MS ? "60" : lengthMs <= 24 * HOUR_MS ? "900" : lengthMs <= 168 * HOUR_MS ? "3600" : "21600";
  return { since: new Date(nowMs - lengthMs).toISOString(), until: new Date(nowMs).toISOString(), bucket_seconds };
}
