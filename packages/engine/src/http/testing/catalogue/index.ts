/**
 * The catalogue of hostile receivers: 46 ways in which a receiver misbehaves, with what a real sender makes of each
 * and what follows. Row 47, faults of our own, needs a process of its own: see own-faults.ts.
 */
import { ANSWERS } from "./answers.ts";
import { CONNECTIONS } from "./connections.ts";
import type { HostileReceiver } from "./row.ts";
import { STATUSES } from "./statuses.ts";
import { TLS } from "./tls.ts";

export const CATALOGUE: readonly HostileReceiver[] = [...CONNECTIONS, ...ANSWERS, ...STATUSES, ...TLS].sort(
  (left, right) => left.row - right.row,
);
