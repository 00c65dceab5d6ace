import { until } from "@callcall/e2e/support/until";
import type { Verdict } from "../campaign.ts";
import { type Beginning, ownFaults, pendingWith } from "../faults.ts";
import type { Publishers } from "../publishers.ts";
import type { Stage } from "../stage.ts";

const MET_MS = 60_000;
const DRAIN_MS = 180_000;

/** Something of the server's own is broken: publish these events into it, and wait until an attempt has met it. */
export async function publishInto(stage: Stage, publishers: Publishers, events: number): Promise<void> {
  await publishers.reach(events);
  const isMet = async (): Promise<boolean> => (await pendingWith(stage.api, "local_fault")) > 0;
  await until(isMet, { what: "a fault of our own", timeoutMs: MET_MS });
}

/** Resolves with the seconds that it took until everything was delivered. */
export async function recovered(stage: Stage): Promise<string> {
  return ((await stage.drain(DRAIN_MS)) / 1000).toFixed(1);
}

export interface OwnFaultEnd {
  readonly publishers: Publishers;
  /** Why nothing can have arrived twice. */
  readonly reckoning: string;
  readonly notes: readonly string[];
  readonly beginning?: Beginning;
}

/** Everything was delivered, by the same process; nothing was charged. */
export async function ownFaultVerdict(stage: Stage, end: OwnFaultEnd): Promise<Verdict> {
  const { publishers, reckoning, notes, beginning } = end;
  await publishers.stop();
  const own = await ownFaults(stage.api, beginning);
  const account = await stage.account();
  await stage.server.stop();
  const early = beginning === undefined ? "" : `; ${own.early} to ${beginning.outcome} before that was known`;
  return {
    account,
    bound: { duplicates: 0, reckoning },
    notes: [`${own.count} attempts came to local_fault, none charged, no webhook disabled${early}`, ...notes],
    faults: [...own.faults, ...publishers.unexpected],
  };
}
