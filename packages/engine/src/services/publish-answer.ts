import { type EventAccepted, formatCreated, Problem, type ProblemError } from "@callcall/contract";
import type { AcceptResult, EventInsertion } from "@callcall/store";
import type { BatchItem, Published } from "./port.ts";
import type { PublishRequest } from "./publish-request.ts";

/** Answers to publishers. An idempotency key keeps, as JSON, what a replay needs to be answered alike. */

type Accepted = Extract<AcceptResult, { kind: "accepted" | "replayed" }>;

/** What is kept of an item of a batch: its warnings, or the refusal that it got before the commit. */
export type KeptItem = BatchItem | readonly ProblemError[];

/** @param warnings as they are now; of a replay, those of the first time are told */
export function singleAnswer(
  request: PublishRequest,
  result: Accepted,
  warnings: readonly ProblemError[],
): Published<EventAccepted> {
  const insertion = result.events[0];
  if (insertion === undefined) throw new Error("Cannot answer a publish as the store named no event");
  const told = result.kind === "replayed" ? (JSON.parse(result.context) as readonly ProblemError[]) : warnings;
  const view = acceptedView(request.type, insertion, told);
  if (view instanceof Problem) throw view;
  return { result: view, replayed: result.kind === "replayed" || insertion.status === "same" };
}

/**
 * Put the items that were refused before the commit and the store's results back into the order of the request.
 *
 * @param kept as it is now; of a replay, that of the first time is told
 */
export function batchAnswer(
  requests: readonly (PublishRequest | Problem)[],
  result: Accepted | { readonly kind: "accepted"; readonly events: readonly (EventInsertion | Problem)[] },
  kept: readonly KeptItem[],
): Published<{ readonly data: readonly BatchItem[] }> {
  const items = result.kind === "replayed" ? (JSON.parse(result.context) as readonly KeptItem[]) : kept;
  let stored = 0;
  const data = items.map((item, index): BatchItem => {
    if (!Array.isArray(item)) return item as BatchItem;
    const insertion = result.events[stored++] as EventInsertion | Problem;
    if (insertion instanceof Problem) return refusedView(insertion);
    const view = acceptedView((requests[index] as PublishRequest).type, insertion, item as readonly ProblemError[]);
    return view instanceof Problem ? refusedView(view) : { status: 202, ...view };
  });
  return { result: { data }, replayed: result.kind === "replayed" };
}

export function refusedView(problem: Problem): BatchItem {
  const { status, code, message, errors } = problem;
  return { status, code, detail: message, ...(errors.length > 0 ? { errors } : {}) };
}

function acceptedView(
  type: string,
  insertion: EventInsertion,
  warnings: readonly ProblemError[],
): EventAccepted | Problem {
  if (insertion.status === "different") {
    return new Problem("duplicate_id", `Cannot publish under the id ${insertion.id}: another event has it`, {
      errors: [{ pointer: "/id", detail: "belongs to an event with another type or other data" }],
    });
  }
  return {
    id: insertion.id,
    type,
    created: formatCreated(insertion.createdMs),
    deliveries: insertion.deliveries,
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
  };
}
