/** Attempts that are followed by something else than was promised. */
import type { SettleAttempt } from "@callcall/store";
import type { Bug } from "../world/bug.ts";
import { asksFor, carriesOut, engineReads } from "./wrap.ts";

/** Settles that are not as they should be. */
function settles(change: (settle: SettleAttempt) => SettleAttempt): Bug["plant"] {
  return asksFor((command) => (command.kind === "attempt.settle" ? change(command) : command));
}

export const jitterSubtracts: Bug = {
  name: "jitter-subtracts",
  what: "retries are spread to both sides of their time",
  plant: settles((settle) => {
    const { nextAttemptMs, settledMs } = settle;
    if (nextAttemptMs === null || !settle.attempt.charged) return settle;
    return { ...settle, nextAttemptMs: settledMs + Math.round((nextAttemptMs - settledMs) * 0.9) };
  }),
};

export const heldGivenUp: Bug = {
  name: "held-line-given-up",
  what: "what holds up its line is given up when its retries are used up, as everywhere else",
  plant: settles((settle) => (settle.blocks ? { ...settle, state: "failed", nextAttemptMs: null } : settle)),
};

export const goneStays: Bug = {
  name: "gone-stays",
  what: "a webhook whose receiver is gone for good stays enabled",
  plant: settles((settle) => ({ ...settle, disable: null })),
};

export const secretsUnended: Bug = {
  name: "ended-secrets-sign",
  what: "a secret that was rotated out signs as long as it is kept",
  plant: engineReads((store) => ({
    secrets: async (accountId, webhookId, nowMs) =>
      (await store.secrets(accountId, webhookId, nowMs)).map((secret) => ({ ...secret, expiresMs: null })),
  })),
};

export const keysForgotten: Bug = {
  name: "keys-dropped-early",
  what: "idempotency keys are dropped a day too early",
  plant: carriesOut((command) =>
    command.kind === "rows.expire" ? { ...command, nowMs: command.nowMs + 86_400_000 } : command,
  ),
};
