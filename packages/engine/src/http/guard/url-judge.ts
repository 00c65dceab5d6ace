import type { AddressPolicy } from "./policy.ts";
import { type JudgedUrl, judgeUrl, type UrlVerdict } from "./url.ts";

// Parsing costs several µs, and a webhook is sent to again and again. The text and the policy decide
// everything, so what passed may be remembered; a thousand URLs of full length are 6 MB.
const REMEMBERED = 1_024;

/** `judgeUrl` under one policy, remembering what passed. */
export class UrlJudge {
  readonly #policy: AddressPolicy;
  readonly #verdicts = new Map<string, JudgedUrl>();

  constructor(policy: AddressPolicy) {
    this.#policy = policy;
  }

  judge(raw: string): UrlVerdict {
    const known = this.#verdicts.get(raw);
    if (known !== undefined) return known;
    const verdict = judgeUrl(raw, this.#policy);
    if (!verdict.ok) return verdict;
    if (this.#verdicts.size >= REMEMBERED) {
      const [oldest] = this.#verdicts.keys();
      if (oldest !== undefined) this.#verdicts.delete(oldest);
    }
    this.#verdicts.set(raw, verdict);
    return verdict;
  }
}
