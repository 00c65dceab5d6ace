import { type Campaign, type Verdict, violations } from "./campaign.ts";

const MOST_SHOWN = 25;

const count = (value: number): string => value.toLocaleString("en-US");

/** What a campaign came to, for a terminal. Pure. */
export function reportOf({ name }: Campaign, seed: number, verdict: Verdict, seconds: number): string {
  const { account, bound, notes } = verdict;
  const broken = violations(verdict);
  const rows: readonly (readonly [string, string])[] = [
    ["acknowledged", `${count(account.acknowledged)} events, ${count(account.owed)} deliveries owed`],
    ["delivered", count(account.delivered)],
    ["pending", count(account.pending)],
    ["failed", count(account.failed + account.cancelled)],
    ["lost", count(account.lost)],
    ["duplicated", `${count(account.duplicated)}, at most ${count(bound.duplicates)}: ${bound.reckoning}`],
    ["invented", `${count(account.invented)}, unwritten ${account.unwritten}, doubled ${account.doubled}`],
    ["resent", `${count(account.resent)} within an attempt, over a new connection`],
    ["overtaken", count(account.overtaken)],
    ["recovered", `${count(account.recovered)} events stored whose acknowledgement never came`],
  ];
  return [
    ...rows.map(([label, value]) => `  ${label.padEnd(13)} ${value}`),
    ...notes.map((note) => `  - ${note}`),
    ...broken.slice(0, MOST_SHOWN).map((text) => `  ✗ ${text}`),
    ...(broken.length > MOST_SHOWN ? [`  ✗ and ${broken.length - MOST_SHOWN} more`] : []),
    `${name}: ${broken.length === 0 ? "kept every promise" : "BROKE ITS PROMISES"} in ${seconds.toFixed(1)} s (--seed ${seed})`,
  ].join("\n");
}
