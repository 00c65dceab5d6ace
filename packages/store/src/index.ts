export type * from "./port/alerts.ts";
export type * from "./port/api-calls.ts";
export type * from "./port/commands.ts";
export type * from "./port/receivers.ts";
export type * from "./port/records.ts";
export type * from "./port/replay.ts";
export type * from "./port/replay-jobs.ts";
export type * from "./port/retention.ts";
export type * from "./port/sessions.ts";
export type * from "./port/stats.ts";
export type * from "./port/store.ts";
export { isFatal, StoreError } from "./port/store.ts";
export { type Bins, percentileMs } from "./stats/histogram.ts";
export {
  type Counts,
  mergeRollups,
  NO_COUNTS,
  pendingOf,
  type Rollup,
  type RollupWidth,
  startOf,
  WIDTH_MS,
} from "./stats/rollup.ts";
