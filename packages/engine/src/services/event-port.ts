/** Events, as the engine offers them: a part of port.ts. */
import type { Delivery, EventAccepted, Explanations, ProblemError } from "@callcall/contract";
import type { EventFilter, Page, StateCounts, TraceContext } from "@callcall/store";
import type { Caller, Listing } from "./port.ts";

/** The request line that an idempotency key belongs to. */
export interface IdempotentRequest {
  readonly key: string;
  readonly method: string;
  readonly path: string;
}

export interface Published<Result> {
  readonly result: Result;
  /** The answer of an earlier, equal request. */
  readonly replayed: boolean;
}

export type BatchItem =
  | (EventAccepted & { readonly status: 202 })
  | {
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly errors?: readonly ProblemError[];
    };

/** An event whose `data` is raw JSON text, to be spliced into the answer and never parsed. */
export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly version: string;
  readonly deliveries: StateCounts;
  readonly payload_expired: boolean;
  readonly warnings: readonly ProblemError[];
}

export interface EventDetail extends EventView {
  readonly trace_id: string | null;
  /** Null: retention has removed it. */
  readonly dataJson: Uint8Array | null;
}

/**
 * `body`: the raw JSON request. `trace`: what the events are part of. Resolves when they, and what they owe, are on
 * stable storage.
 */
type Publish<Result> = (
  caller: Caller,
  body: Uint8Array,
  idempotent?: IdempotentRequest,
  trace?: TraceContext | null,
) => Promise<Published<Result>>;

export interface EventService {
  publish: Publish<EventAccepted>;
  publishBatch: Publish<{ readonly data: readonly BatchItem[] }>;
  list(caller: Caller, filter: EventFilter, page: Page): Promise<Listing<EventView & { readonly data_bytes: number }>>;
  get(caller: Caller, eventId: string): Promise<EventDetail>;
  deliveries(caller: Caller, eventId: string, page: Page): Promise<Listing<Delivery>>;
  /** For every webhook, why it did or did not get the event. */
  explain(caller: Caller, eventId: string): Promise<Explanations>;
  /** Owe the event to a webhook, whether or not it was owed before. */
  replay(caller: Caller, eventId: string, webhookId: string): Promise<Delivery>;
}
