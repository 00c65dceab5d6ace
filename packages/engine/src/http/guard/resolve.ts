import { judgeAddress } from "./ip.ts";
import type { AddressPolicy } from "./policy.ts";

/**
 * Where names become addresses. Rejects with a system error (`code`: ENOTFOUND, ENODATA, ESERVFAIL,
 * EAI_AGAIN, …). Nobody else resolves: the connection is made to exactly what this returned, so a second,
 * different answer (DNS rebinding) has no moment in which to count.
 */
export interface Resolver {
  lookup(hostname: string): Promise<readonly string[]>;
}

export type AnswersVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "dns_no_address" | "blocked_address"; readonly detail: string };

/**
 * Judge a whole answer. One bad address refuses all: with a good and a bad one in the answer, falling
 * back from the first to the second is all an attacker needs, and no honest zone mixes them.
 */
export function judgeAnswers(answers: readonly string[], policy: AddressPolicy): AnswersVerdict {
  if (answers.length === 0) {
    return { ok: false, reason: "dns_no_address", detail: "The name has no address." };
  }
  for (const answer of answers) {
    const verdict = judgeAddress(answer, policy);
    if (!verdict.ok) return { ok: false, reason: "blocked_address", detail: verdict.detail };
  }
  return { ok: true };
}
