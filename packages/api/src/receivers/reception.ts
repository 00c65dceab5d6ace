import {
  isId,
  Problem,
  type ReceivedRequest,
  type Receiver,
  type ReceiverBehaviour,
  type StreamEntry,
} from "@callcall/contract";
import type { Engine, ReceiverDefinition } from "@callcall/engine";
import { type Arrival, type Claims, claimsOf, maskHeaders } from "./arrival.ts";
import { KeptRequests } from "./kept.ts";
import { describePlan, type Plan, planOf } from "./plan.ts";
import type { ReceptionSettings } from "./settings.ts";
import { checkSignature } from "./signature-check.ts";

/** A receiver that takes requests. */
export interface Desk {
  readonly id: string;
  readonly accountId: string;
  readonly behaviour: ReceiverBehaviour;
}

/** A received request with its body as bytes: turned into text when somebody reads the list. */
type Kept = Omit<ReceivedRequest, "body"> & { readonly bodyStart: Buffer };

// What an entry takes beside its body and headers: its fields, and the doctor's findings.
const ENTRY_BYTES = 2_048;

const decoder = new TextDecoder();

/** Where test receivers get their requests: what arrived is kept, checked, announced, and answered as told. */
export class Reception {
  readonly settings: ReceptionSettings;
  readonly #engine: Engine;
  readonly #publicUrl: () => string | null;
  readonly #kept: KeptRequests<Kept>;
  readonly #held = new Set<() => void>();
  readonly #openAt = new Map<string, number>();
  #open = 0;
  #closed = false;

  constructor(engine: Engine, settings: ReceptionSettings, publicUrl: () => string | null) {
    this.#engine = engine;
    this.settings = settings;
    this.#publicUrl = publicUrl;
    this.#kept = new KeptRequests(settings);
  }

  /** The receiver that an address names; undefined when there is none. */
  async find(receiverId: string): Promise<Desk | undefined> {
    return isId("receiver", receiverId) ? this.#engine.receivers.at(receiverId) : undefined;
  }

  /** Take one of the places for open requests, and give it back by calling what is returned. @throws Problem `unavailable` */
  enter(receiverId: string): () => void {
    const { openMax, openPerReceiver } = this.settings;
    const here = this.#openAt.get(receiverId) ?? 0;
    const full = here >= openPerReceiver ? `${here} are open at this test receiver` : undefined;
    if (full !== undefined || this.#open >= openMax) {
      const detail = `Cannot take another request: ${full ?? `${openMax} are open at the test receivers`}`;
      throw new Problem("unavailable", detail, { retryAfterSeconds: 1 });
    }
    this.#open += 1;
    this.#openAt.set(receiverId, here + 1);
    return () => {
      this.#open -= 1;
      const left = (this.#openAt.get(receiverId) ?? 1) - 1;
      if (left === 0) this.#openAt.delete(receiverId);
      else this.#openAt.set(receiverId, left);
    };
  }

  /** Write down what arrived, tell the account, and say what to do with it. */
  async receive(desk: Desk, arrival: Arrival): Promise<Plan> {
    const plan = planOf(desk.behaviour, this.settings.fraction(), this.settings.holdMs);
    const claims = claimsOf(arrival.headers);
    const signature = await checkSignature(arrival, await this.#engine.receivers.signers(desk.accountId, desk.id));
    const kept = this.#keep(desk, arrival, claims, signature, plan);
    this.#engine.stream.announce(desk.accountId, entryOf(desk, kept));
    return plan;
  }

  /** Wait, or until everything is let go of. `onLeave` is told how to end the wait sooner. */
  hold(ms: number, onLeave: (leave: () => void) => void): Promise<void> {
    if (ms === 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#held.delete(end);
        resolve();
      };
      const cancel = this.settings.after(ms, end);
      this.#held.add(end);
      onLeave(end);
    });
  }

  /** Let go of whatever is held, now and from now on: a receiver that hangs must not keep a server from stopping. */
  close(): void {
    this.#closed = true;
    for (const end of this.#held) end();
  }

  view(definition: ReceiverDefinition): Receiver {
    const origin = this.#publicUrl();
    return {
      ...definition,
      url: origin === null ? null : `${origin}/sim/r/${definition.id}`,
      received: this.#kept.received(definition.id),
    };
  }

  requests(receiverId: string): ReceivedRequest[] {
    return this.#kept.of(receiverId).map(({ bodyStart, ...rest }) => ({ ...rest, body: decoder.decode(bodyStart) }));
  }

  forget(receiverId: string): void {
    this.#kept.forget(receiverId);
  }

  #keep(desk: Desk, arrival: Arrival, claims: Claims, signature: ReceivedRequest["signature"], plan: Plan): Kept {
    const headers = maskHeaders(arrival.headers);
    // A copy: a view would keep all of the body alive.
    const bodyStart = Buffer.from(arrival.body.subarray(0, this.settings.bodyKeptBytes));
    const kept: Kept = {
      id: arrival.id,
      at: new Date(arrival.atMs).toISOString(),
      method: arrival.method,
      headers,
      bodyStart,
      body_bytes: arrival.body.length,
      event_id: claims.eventId,
      event_type: claims.eventType,
      delivery_id: claims.deliveryId,
      attempt: claims.attempt,
      signature,
      answered: describePlan(plan),
    };
    this.#kept.add(desk.id, kept, bodyStart.length + 2 * JSON.stringify(headers).length + ENTRY_BYTES);
    return kept;
  }
}

function entryOf(desk: Desk, kept: Kept): StreamEntry {
  const { event_id, event_type, delivery_id, attempt, signature, answered } = kept;
  const webhookId = signature?.webhook_id ?? null;
  return {
    kind: "receiver.request",
    at: kept.at,
    receiver_id: desk.id,
    received_id: kept.id,
    ...(event_id === null ? {} : { event_id }),
    ...(event_type === null ? {} : { event_type }),
    ...(webhookId === null ? {} : { webhook_id: webhookId }),
    ...(delivery_id === null ? {} : { delivery_id }),
    ...(attempt === null ? {} : { attempt }),
    signature_valid: signature?.valid ?? null,
    method: kept.method,
    response_status: answered.status,
    summary: `${kept.method} of ${kept.body_bytes} bytes, ${signatureInWords(signature)}. ${answered.note}`,
  };
}

function signatureInWords(signature: ReceivedRequest["signature"]): string {
  if (signature === null) return "signature not checked";
  return signature.valid ? "signature valid" : "signature wrong";
}
