import type { Account } from "./ledger.ts";
import type { Need } from "./programs.ts";

/** How hard a campaign tries, and where it tells of it. */
export interface Orders {
  readonly seed: number;
  /** The form for every test run: seconds, not minutes. */
  readonly short: boolean;
  /** Where given, these replace the campaign's own measure. */
  readonly kills: number | undefined;
  readonly events: number | undefined;
  readonly seconds: number | undefined;
  readonly say: (text: string) => void;
}

export interface Verdict {
  readonly account: Account;
  /** Most requests that a consumer may get again after it accepted, and how that is reckoned. */
  readonly bound: { readonly duplicates: number; readonly reckoning: string };
  /** What else was measured, one line each. */
  readonly notes: readonly string[];
  /** What else is wrong, one line each. */
  readonly faults: readonly string[];
}

export interface Campaign {
  readonly name: string;
  /** What is done to the server, in a line. */
  readonly what: string;
  readonly needs: readonly Need[];
  run(orders: Orders): Promise<Verdict>;
}

/** What breaks a promise; empty where all are kept. */
export function violations({ account, bound, faults }: Verdict): readonly string[] {
  const zeros = ["lost", "pending", "failed", "cancelled", "invented", "unwritten", "overtaken", "doubled"] as const;
  const broken: string[] = [];
  if (account.acknowledged === 0) broken.push("nothing was acknowledged: the campaign has tried nothing");
  for (const name of zeros) if (account[name] !== 0) broken.push(`${name} is ${account[name]} instead of 0`);
  if (account.duplicated > bound.duplicates) {
    broken.push(`duplicated is ${account.duplicated}, more than ${bound.duplicates} (${bound.reckoning})`);
  }
  if (broken.length > 0) broken.push(...account.complaints);
  return [...broken, ...faults];
}
