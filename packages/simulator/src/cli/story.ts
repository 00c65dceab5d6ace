/** A run, as a reader is told of it. Text in, text out. */
import { FAULT_POINTS, type FaultPoint } from "../plan/faults.ts";
import type { Plan, WebhookPlan } from "../plan/plan.ts";
import type { StoryLine } from "../runtime/trace.ts";
import type { Counts, Report } from "../simulate.ts";

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

export const PLAIN: Paint = { bold: String, dim: String, good: String, bad: String };

/** Webhooks that are told of one by one. */
const SHOWN_WEBHOOKS = 12;

export function tellWorld(plan: Plan, paint: Paint): readonly string[] {
  const { accounts, webhooks, calls, faults, node, mode, endMs } = plan;
  const events = calls.reduce((sum, call) => sum + (call.kind === "publish" ? call.events : 0), 0);
  const publishes = calls.filter(({ kind }) => kind === "publish").length;
  const aim = {
    safety: "faults until the end; nothing may be lost, whatever else happens",
    liveness: "then the faults stop, the receivers heal, and everything owed must arrive",
  }[mode];
  return [
    paint.bold(`Seed ${plan.seed}`) + paint.dim(` · ${mode} · ${endMs / 1000} s of work and faults: ${aim}`),
    "",
    paint.bold("The world"),
    `  ${plural(accounts, "account")}, ${plural(webhooks.length, "webhook")}, one node: ${node.inFlightPerWebhook} requests in flight for each webhook,`,
    `  ${node.inFlightPerAccount} for each account, ${node.inFlightPerHost} for each host, ${node.inFlightPerNode} in all; ${node.queuedInMemory} deliveries wait in memory,`,
    `  retries after ${node.retryScheduleSeconds.join(", ")} s, commits take ${node.commitMs.join(" to ")} ms, the network ${node.networkMs.join(" to ")} ms.`,
    ...webhooks.slice(0, SHOWN_WEBHOOKS).map((webhook) => `  ${tellWebhook(webhook)}`),
    ...(webhooks.length > SHOWN_WEBHOOKS ? [`  … and ${webhooks.length - SHOWN_WEBHOOKS} more`] : []),
    `  Publishers make ${plural(publishes, "request")} with ${plural(events, "event")}; operators do ${plural(calls.length - publishes, "thing")}.`,
    ...(faults.length === 0 ? ["  No faults were drawn."] : ["  Faults that were drawn:", ...tellFaults(plan)]),
  ];
}

function tellWebhook({ name, account, fifo, holds, host, rateLimit, even, types, moods }: WebhookPlan): string {
  const traits = [
    holds ? "FIFO, held" : fifo ? "FIFO" : "unordered",
    ...(host === null ? [] : [`host ${host}`]),
    ...(rateLimit === null ? [] : [`${rateLimit}/s`]),
    ...(even ? ["filtered"] : []),
    ...(types === "one" ? ["one type"] : []),
  ].join(", ");
  const told = moods
    .map(({ fromMs, mood }, index) => (index === 0 ? mood : `from ${fromMs / 1000} s ${mood}`))
    .join(", ");
  return `${`r${name}`.padEnd(4)} of account ${account}  ${traits.padEnd(22)} receiver ${told}`;
}

function tellFaults({ faults }: Plan): readonly string[] {
  const counts = new Map<FaultPoint, number>();
  for (const { point } of faults) counts.set(point, (counts.get(point) ?? 0) + 1);
  return [...counts].map(
    ([point, count]) => `    ${point.padEnd(4)} ${FAULT_POINTS[point]}${count > 1 ? `, ${count} times` : ""}`,
  );
}

export function tellLine({ atMs, text }: StoryLine): string {
  return `  ${(atMs / 1000).toFixed(3).padStart(9)} s  ${text}`;
}

export function tellStory({ story }: Report, paint: Paint): readonly string[] {
  return ["", paint.bold("What happened") + paint.dim(" (virtual time)"), ...story.map(tellLine)];
}

export function tellCounts(counts: Counts): readonly string[] {
  const { acknowledged, recovered, deliveries, delivered, failed, cancelled, pending, sends, duplicated, lost } =
    counts;
  return [
    `  ${pad(acknowledged)} events acknowledged; ${recovered} more stored whose answer was lost`,
    `  ${pad(deliveries)} deliveries owed: ${delivered} delivered, ${failed} failed, ${cancelled} cancelled, ${pending} pending`,
    `  ${pad(sends)} requests sent; ${duplicated} of them again to a receiver that had acted on it before`,
    `  ${pad(lost)} lost`,
  ];
}

export function tellVerdict(report: Report, paint: Paint): readonly string[] {
  const { violations, kills, steps, virtualMs, hash } = report;
  const verdict =
    violations.length === 0
      ? [paint.good("✓ Every invariant held.")]
      : violations.map(({ invariant, text }) => paint.bad(`✗ ${invariant}: ${text}`));
  return [
    "",
    paint.bold("Verdict") +
      paint.dim(
        ` after ${steps} steps, ${Math.round(virtualMs / 1000)} virtual seconds, ${plural(kills, "crash", "crashes")}`,
      ),
    ...tellCounts(report.counts),
    ...verdict.map((line) => `  ${line}`),
    paint.dim(`  trace ${hash}: the same seed on the same program gives the same, on every machine`),
  ];
}

function pad(count: number): string {
  return String(count).padStart(5);
}

function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
