/**
 * The schema's history. A migration that was released is never edited: its checksum is stored with the data.
 * Each is a module that exports its SQL, so that the compiler alone carries it into the built package.
 */
import type { Migration } from "../../migrations/history.ts";
import { INITIAL } from "./0001-initial.ts";
import { TEST_RECEIVERS } from "./0002-test-receivers.ts";
import { ROLLUPS } from "./0003-rollups.ts";
import { AUDIT_DETAILS } from "./0004-audit-details.ts";
import { SESSIONS } from "./0005-sessions.ts";
import { ALERTS } from "./0006-alerts.ts";
import { API_CALLS } from "./0007-api-calls.ts";
import { SECRET_ROTATION } from "./0008-secret-rotation.ts";
import { ON_EXHAUSTED } from "./0010-on-exhausted.ts";
import { REPLAY_JOBS } from "./0011-replay-jobs.ts";
import { RETENTION } from "./0012-retention.ts";
import { ROLLUP_LOG } from "./0013-rollup-log.ts";
import { TRACE_CONTEXT } from "./0014-trace-context.ts";
import { IN_FLIGHT } from "./0016-in-flight.ts";

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "initial", sql: INITIAL },
  { version: 2, name: "test-receivers", sql: TEST_RECEIVERS },
  { version: 3, name: "rollups", sql: ROLLUPS },
  { version: 4, name: "audit-details", sql: AUDIT_DETAILS },
  { version: 5, name: "sessions", sql: SESSIONS },
  { version: 6, name: "alerts", sql: ALERTS },
  { version: 7, name: "api-calls", sql: API_CALLS },
  { version: 8, name: "secret-rotation", sql: SECRET_ROTATION },
  { version: 10, name: "on-exhausted", sql: ON_EXHAUSTED },
  { version: 11, name: "replay-jobs", sql: REPLAY_JOBS },
  { version: 12, name: "retention", sql: RETENTION },
  { version: 13, name: "rollup-log", sql: ROLLUP_LOG },
  { version: 14, name: "trace-context", sql: TRACE_CONTEXT },
  { version: 16, name: "in-flight", sql: IN_FLIGHT },
];
