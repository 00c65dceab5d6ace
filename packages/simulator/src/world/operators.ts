import type { Caller, Engine } from "@callcall/engine";
import type { CallPlan, WebhookPlan } from "../plan/plan.ts";
import { OUTSIDE } from "../runtime/scheduler.ts";
import type { LedgerDelivery } from "./ledger-entries.ts";
import type { Machine } from "./machine.ts";
import type { SimProcess } from "./process.ts";

type Operation = Exclude<CallPlan, { kind: "publish" | "deploy" }>;

export interface Operators {
  operate(operation: Operation): void;
  /** Enable again what is disabled and not deleted; true once nothing is. */
  enableAll(): boolean;
}

/** What the API is asked to register for this webhook of the plan. */
export function registrationOf(plan: WebhookPlan): Parameters<Engine["webhooks"]["create"]>[1] {
  return {
    url: urlOf(plan),
    events: plan.types === "*" ? ["*"] : ["sim.one"],
    ...orderOf(plan),
    ...(plan.rateLimit === null ? {} : { rate_limit: plan.rateLimit }),
    ...(plan.even ? { filter: "data.even == true" } : {}),
    ...(plan.scheduleSeconds === null ? {} : { retry_policy: { schedule_seconds: [...plan.scheduleSeconds] } }),
    deadline_ms: plan.deadlineMs,
  };
}

/** How far back a replay job reaches: before everything there is. */
const REPLAYED_MS = 86_400_000;

const ANSWERS = { ok: "done", refused: "refused", lost: "no answer" } as const;

function orderOf({ fifo, holds }: Pick<WebhookPlan, "fifo" | "holds">) {
  return { ordering: fifo ? "fifo" : "none", on_exhausted: holds ? "block" : "skip" } as const;
}

function urlOf({ name, host }: WebhookPlan): string {
  return host === null ? `https://r${name}.example/hook` : `https://shared${host}.example/r${name}`;
}

/** The name of the receiver behind a URL. */
export function nameOf(url: string): number {
  return Number(/\/r(\d+)/.exec(url)?.[1]);
}

export function createOperators(
  machine: Machine,
  running: () => SimProcess | undefined,
  callerOf: (account: number) => Caller,
): Operators {
  const { ledger, trace, plan, scheduler, clock } = machine;

  function ask(what: string, accountId: string, work: (engine: Engine, caller: Caller) => Promise<unknown>): void {
    const process = running();
    if (process === undefined) return;
    const caller = { ...callerOf(0), accountId };
    process.call(
      (engine) => work(engine, caller),
      (end) =>
        trace.tell(
          `an operator asks to ${what}: ${ANSWERS[end.kind]}${end.kind === "refused" ? `: ${end.error.message}` : ""}`,
        ),
    );
  }

  /** The newest webhook that was registered for this one of the plan. */
  function find(name: number): { id: string; accountId: string; deliveries: readonly LedgerDelivery[] } | undefined {
    const found = [...ledger.webhooks.values()].filter(
      ({ record, deleted }) => !deleted && nameOf(record.url) === name,
    );
    const last = found[found.length - 1];
    return last && { id: last.record.id, accountId: last.record.accountId, deliveries: last.deliveries };
  }

  return {
    operate(operation) {
      const { webhook: name } = operation;
      if (operation.kind === "register") {
        const wanted = plan.webhooks.find((webhook) => webhook.name === name);
        if (wanted === undefined) return;
        const { accountId } = callerOf(wanted.account);
        ask(`register r${name}`, accountId, (engine, caller) => engine.webhooks.create(caller, registrationOf(wanted)));
        return;
      }
      const webhook = find(name);
      if (webhook === undefined) return;
      const { id, accountId, deliveries } = webhook;
      const what = `${operation.kind} r${name}`;
      switch (operation.kind) {
        case "rotate":
          ask(what, accountId, (engine, caller) => engine.webhooks.rotateSecret(caller, id, operation.overlapSeconds));
          return;
        case "update":
          ask(what, accountId, (engine, caller) => engine.webhooks.update(caller, id, { description: "changed" }));
          return;
        case "reorder":
          ask(
            `${what}: ${operation.fifo ? "in" : "without"} order${operation.holds ? ", held up by what fails" : ""}`,
            accountId,
            (engine, caller) => engine.webhooks.update(caller, id, orderOf(operation)),
          );
          return;
        case "limit":
          ask(`${what} to ${operation.perSecond ?? "any number"} a second`, accountId, (engine, caller) =>
            engine.webhooks.update(caller, id, { rate_limit: operation.perSecond }),
          );
          return;
        case "enable":
          ask(what, accountId, (engine, caller) => engine.webhooks.enable(caller, id));
          return;
        case "disable":
          ask(what, accountId, (engine, caller) => engine.webhooks.disable(caller, id));
          return;
        case "delete":
          ask(what, accountId, (engine, caller) => engine.webhooks.delete(caller, id));
          return;
        case "replay job": {
          const { which, perSecond, reachMs, cancelAfterMs } = operation;
          ask(`${what} of what is ${which}`, accountId, async (engine, caller) => {
            const since = new Date(clock.nowMs() - (reachMs ?? REPLAYED_MS)).toISOString();
            const input = { which, since, rate_per_second: perSecond, dry_run: false };
            const job = await engine.replays.start(caller, id, input);
            if (cancelAfterMs === null || !("id" in job)) return;
            scheduler.after(cancelAfterMs, OUTSIDE, () =>
              ask(`cancel that replay of r${name}`, accountId, (later) => later.replays.cancel(caller, job.id)),
            );
          });
          return;
        }
        case "cancel":
        case "retry":
        case "replay": {
          const delivery = deliveries[operation.pick % Math.max(1, deliveries.length)];
          if (delivery === undefined) return;
          ask(`${what} ${delivery.id}`, accountId, (engine, caller) =>
            operation.kind === "replay"
              ? engine.events.replay(caller, delivery.eventId, id)
              : engine.deliveries[operation.kind](caller, delivery.id),
          );
          return;
        }
      }
    },

    enableAll() {
      const disabled = [...ledger.webhooks.values()].filter(
        ({ record, deleted }) => !deleted && record.status === "disabled",
      );
      for (const { record } of disabled) {
        ask(`enable ${record.url}`, record.accountId, (engine, caller) => engine.webhooks.enable(caller, record.id));
      }
      return disabled.length === 0;
    },
  };
}
