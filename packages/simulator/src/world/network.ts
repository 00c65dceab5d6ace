import type { Exchange, HttpSender, SendRequest } from "@callcall/engine";
import type { Rng } from "../runtime/rng.ts";
import { OUTSIDE, type Owner } from "../runtime/scheduler.ts";
import type { LedgerDelivery } from "./ledger-entries.ts";
import type { Machine } from "./machine.ts";
import type { Behaviour, Receiver } from "./receiver.ts";

/** One request that left a process. */
export interface Sent {
  readonly delivery: LedgerDelivery;
  readonly number: number;
  readonly request: SendRequest;
  readonly owner: Owner;
  readonly atMs: number;
  readonly wallMs: number;
  /** When its slot was taken, in virtual milliseconds, rounded down; null: the clock was set too lately to tell. */
  readonly takenMs: number | null;
  /** The receiver has acted on it. */
  accepted: boolean;
  /** What the process was told; null while it waits, and for ever where it died waiting. */
  outcome: Exchange["outcome"] | null;
  /** When it was told, in virtual milliseconds. */
  answeredMs: number | null;
  /** What it was told of how to go on. */
  answer: Pick<Behaviour, "status" | "retryAfter" | "control"> | null;
}

export interface Network {
  /** Everything that was sent, in order. */
  readonly sends: readonly Sent[];
  /** Sent by this process and not answered. */
  openOf(owner: Owner): readonly Sent[];
  /** Sent by this process to a webhook and answered, in the order of the answers. */
  answeredBy(owner: Owner, webhookId: string): readonly Sent[];
  /** The socket side of one process. */
  senderFor(owner: Owner, rng: Rng): HttpSender;
}

/** No attempt waits for so long between its slot and its request. */
const UNSURE_MS = 120_000;

/** What is to be known of a request the moment it is sent. */
export type OnSend = (sent: Sent) => void;

export function createNetwork(
  machine: Machine,
  receiverOf: (delivery: LedgerDelivery) => Receiver,
  onSend: OnSend,
): Network {
  const { scheduler, clock, deck, ledger, trace } = machine;
  const [minMs, maxMs] = machine.plan.node.networkMs;
  const sends: Sent[] = [];
  const open = new Map<Owner, Set<Sent>>();
  const answered = new Map<Owner, Map<string, Sent[]>>();

  function identify(request: SendRequest): { delivery: LedgerDelivery; number: number } {
    const header = (name: string) => request.headers.find(([key]) => key === name)?.[1] ?? "";
    const delivery = ledger.deliveries.get(header("x-callcall-delivery-id"));
    if (delivery === undefined) throw new Error(`A request for ${request.url} belongs to no delivery on disk`);
    return { delivery, number: Number(header("x-callcall-attempt")) };
  }

  /** Slots are taken the moment an attempt is stamped. */
  function takenMs(startedMs: number | null): number | null {
    if (startedMs === null || scheduler.nowMs - clock.setAtMs < UNSURE_MS) return null;
    return startedMs - (clock.nowMs() - scheduler.nowMs);
  }

  function senderFor(owner: Owner, rng: Rng): HttpSender {
    const mine = new Set<Sent>();
    const answers = new Map<Sent, (exchange: Exchange) => void>();
    const mineAnswered = new Map<string, Sent[]>();
    open.set(owner, mine);
    answered.set(owner, mineAnswered);
    let closed = false;

    function finish(sent: Sent, behaviour: Behaviour, totalMs: number): void {
      const exchange = exchangeOf(behaviour, totalMs);
      if (!owner.alive || !mine.delete(sent)) return;
      sent.outcome = exchange.outcome;
      sent.answeredMs = scheduler.nowMs;
      sent.answer = behaviour;
      const { webhookId } = sent.delivery;
      const earlier = mineAnswered.get(webhookId);
      if (earlier === undefined) mineAnswered.set(webhookId, [sent]);
      else earlier.push(sent);
      trace.note(`answer ${sent.delivery.id}#${sent.number} ${exchange.outcome}`);
      answers.get(sent)?.(exchange);
      answers.delete(sent);
    }

    function travel(sent: Sent, behaviour: Behaviour): void {
      const wayMs = rng.int(minMs, maxMs);
      const early = behaviour.outcome === "local_fault" || behaviour.outcome.startsWith("dns");
      if (deck.pass("F8") !== undefined) {
        scheduler.after(wayMs / 2, owner, () => machine.kill("while it looks up a name (F8)"));
      }
      scheduler.after(wayMs, OUTSIDE, () => {
        if (!owner.alive && sent.outcome === null && early) return;
        if (behaviour.accepts) {
          sent.accepted = true;
          trace.note(`accepted ${sent.delivery.id}#${sent.number}`);
        }
        if (owner.alive && deck.pass("F9") !== undefined) machine.kill("after a request has left (F9)");
      });
      const totalMs = wayMs + behaviour.ms;
      scheduler.after(totalMs, owner, () => {
        if (behaviour.status !== null && deck.pass("F10") !== undefined)
          return machine.kill("after a response's head (F10)");
        if (behaviour.status !== null && deck.pass("F11") !== undefined)
          return machine.kill("in a response's body (F11)");
        finish(sent, behaviour, totalMs);
      });
    }

    return {
      send(request) {
        return new Promise((resolve) => {
          if (!owner.alive) return;
          const identity = identify(request);
          const sent: Sent = {
            ...identity,
            request,
            owner,
            atMs: scheduler.nowMs,
            wallMs: clock.nowMs(),
            takenMs: takenMs(identity.delivery.startedMs),
            accepted: false,
            outcome: null,
            answeredMs: null,
            answer: null,
          };
          if (deck.pass("F7") !== undefined) return machine.kill("before the bytes of an attempt leave (F7)");
          sends.push(sent);
          mine.add(sent);
          answers.set(sent, resolve);
          trace.note(`send ${sent.delivery.id}#${sent.number} ${request.url}`);
          onSend(sent);
          if (closed) finish(sent, CUT_OFF, 0);
          else travel(sent, receiverOf(sent.delivery).meet(scheduler.nowMs));
        });
      },
      async close() {
        closed = true;
        for (const sent of [...mine]) finish(sent, CUT_OFF, scheduler.nowMs - sent.atMs);
      },
    };
  }

  return {
    sends,
    senderFor,
    openOf: (owner) => [...(open.get(owner) ?? [])],
    answeredBy: (owner, webhookId) => answered.get(owner)?.get(webhookId) ?? [],
  };
}

const CUT_OFF: Behaviour = {
  accepts: false,
  outcome: "local_fault",
  status: null,
  retryAfter: null,
  control: null,
  ms: 0,
};

function exchangeOf({ outcome, status, retryAfter, control }: Behaviour, totalMs: number): Exchange {
  return {
    outcome,
    response:
      status === null
        ? null
        : {
            status,
            headers: control === null ? [] : [["webhook-delivery", control]],
            body: new Uint8Array(),
            bodyBytes: 0,
            bodyTruncated: false,
            bodyIncomplete: false,
          },
    error: status === null ? `simulated: ${outcome}` : null,
    remoteAddress: "203.0.113.7:443",
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs },
    reusedSocket: false,
    retryAfter,
  };
}
