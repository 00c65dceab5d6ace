import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { NameServer } from "../name-server.ts";
import { OWN_MOUNTS, UNSHARE } from "../programs.ts";
import type { Publishers } from "../publishers.ts";
import { onStage, type Part, type Stage } from "../stage.ts";
import { ownFaultVerdict, publishInto, recovered } from "./own-fault.ts";

/** An outage of ours is told from hosts that are down by five of them. Consumers that close: each connection asks. */
const PARTS: readonly Part[] = Array.from({ length: 8 }, (_, index) => {
  return { consumer: `c${index}`, behaviour: "closing", host: `hooks-${index}.chaos.example` };
});
const FAILURES = ["stopped", "servfail", "silent"] as const;
type Failure = (typeof FAILURES)[number];

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const eventsEach = Math.ceil((orders.events ?? (short ? 60 : 1_200)) / FAILURES.length);
  const seconds = orders.seconds ?? (short ? 1 : 30);
  const names = new NameServer();
  await names.open();
  try {
    return await onStage(seed, async (stage) => {
      const resolvConf = join(stage.scratch.path, "resolv.conf");
      await writeFile(resolvConf, names.resolvConf);
      await stage.start({ under: withResolvConf(resolvConf), args: ["--extra-ports", String(stage.consumers.port)] });
      await stage.subscribe(PARTS);
      const publishers = stage.publish({ seed, count: 6 });
      const early = new Set<string>();
      const notes: string[] = [];
      for (const failure of FAILURES) {
        await publishers.reach(publishers.submissions.size + eventsEach / 2);
        await stage.drain();
        await fail(names, failure);
        if (failure !== "stopped") await outageIsKnown(stage, publishers, early);
        await publishInto(stage, publishers, publishers.submissions.size + eventsEach / 2);
        await pause(seconds * 1000);
        await heal(names);
        const recoveredIn = await recovered(stage);
        notes.push(`${failure}: everything was delivered ${recoveredIn} s after names were resolved again`);
        say(`${failure}, and back: ${publishers.acknowledged} acknowledged`);
      }
      notes.push(`${names.unanswered} questions were not answered`);
      return ownFaultVerdict(stage, {
        publishers,
        reckoning: "whose name was not resolved was not sent to",
        notes,
        beginning: { outcome: "dns_unavailable", eventIds: early },
      });
    });
  } finally {
    await names.close();
  }
}

async function fail(names: NameServer, failure: Failure): Promise<void> {
  if (failure === "stopped") await names.close();
  else names.answering = failure;
}

async function heal(names: NameServer): Promise<void> {
  if (names.answering === "answers") await names.open();
  else names.answering = "answers";
}

/** Resolves once the server takes it for an outage of its own; what was published until then is added to `early`. */
async function outageIsKnown(stage: Stage, publishers: Publishers, early: Set<string>): Promise<void> {
  await publishers.reach(publishers.submissions.size + 1);
  const isKnown = async (): Promise<boolean> => {
    const readiness = (await (await fetch(`${stage.server.url}/readyz`)).json()) as { outage_seconds?: number };
    return readiness.outage_seconds !== undefined;
  };
  await until(isKnown, { what: "the outage to be noticed", timeoutMs: 60_000 });
  for (const { accepted } of publishers.submissions.values()) if (accepted !== null) early.add(accepted.id);
}

/** What stands in front of a program that is to ask another name server: a mount that it alone sees. */
function withResolvConf(file: string): readonly string[] {
  const script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
  return [...OWN_MOUNTS, "sh", "-c", script, "sh", file];
}

export const resolver: Campaign = {
  name: "resolver",
  what: "names stop resolving: a name server that is gone, that fails, that is silent",
  needs: [UNSHARE],
  run,
};
