/**
 * What was promised, what arrived and what the API says, held against each other. Pure: the one judge of every campaign.
 *
 * The shape is Jepsen's total-queue: lost is what was acknowledged and is neither received nor visibly somewhere.
 */
import type { DeliveryState } from "@callcall/contract";
import type { Arrival } from "./consumers/messages.ts";
import type { Submission } from "./publishers.ts";

/** A delivery as the API's list shows it. */
export interface Exported {
  readonly event_id: string;
  readonly webhook_id: string;
  readonly status: DeliveryState;
  readonly attempt_count: number;
}

export interface Subscriber {
  readonly consumer: string;
  readonly webhookId: string;
  readonly ordering: "none" | "fifo";
}

export interface Evidence {
  readonly submissions: Iterable<Submission>;
  readonly arrivals: readonly Arrival[];
  readonly deliveries: readonly Exported[];
  readonly eventIds: readonly string[];
  /** Each takes every event. */
  readonly subscribers: readonly Subscriber[];
}

/** All counts but `acknowledged` and `recovered` (events) are deliveries or requests. */
export interface Account {
  readonly acknowledged: number;
  /** Events that nobody was promised and that are stored all the same: an answer that was lost. Allowed. */
  readonly recovered: number;
  readonly owed: number;
  readonly delivered: number;
  readonly pending: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Not in the API's export, or "succeeded" where no consumer accepted anything. */
  readonly lost: number;
  /** Requests to a consumer that had accepted the delivery already. */
  readonly duplicated: number;
  /** Requests that are not signed, altered, or of an event that nobody submitted or the API does not show. */
  readonly invented: number;
  /** Second requests of an attempt, after the consumer broke a connection that was in use before. Allowed once. */
  readonly resent: number;
  /** Other requests beyond the attempts that the API shows. */
  readonly unwritten: number;
  /** Requests of a FIFO webhook that overtook one which was not accepted yet. */
  readonly overtaken: number;
  /** Submissions that became two events. */
  readonly doubled: number;
  /** What is behind the numbers that must be 0, the first few. */
  readonly complaints: readonly string[];
}

const MOST_COMPLAINTS = 20;

export function balance(evidence: Evidence): Account {
  const complaints: string[] = [];
  const complain = (text: string): void => void (complaints.length < MOST_COMPLAINTS && complaints.push(text));
  const submissions = [...evidence.submissions];
  const acked = submissions.flatMap(({ accepted }) => accepted ?? []);
  const exported = new Map(evidence.deliveries.map((row) => [`${row.webhook_id} ${row.event_id}`, row]));
  const requests = requestsOf(evidence);

  const states = { pending: 0, succeeded: 0, failed: 0, cancelled: 0 };
  let lost = 0;
  for (const { id, deliveries } of acked) {
    if (deliveries !== evidence.subscribers.length) complain(`${id} is owed to ${deliveries} only`);
    for (const { webhookId, consumer } of evidence.subscribers) {
      const row = exported.get(`${webhookId} ${id}`);
      const isAccepted = requests.get(`${consumer} ${id}`)?.isAccepted ?? false;
      if (row !== undefined) states[row.status] += 1;
      if (row === undefined || (row.status === "succeeded" && !isAccepted)) {
        lost += 1;
        complain(`lost: ${id} to ${consumer} is ${row?.status ?? "not there"}, accepted: ${isAccepted}`);
      }
    }
  }

  let unwritten = 0;
  let resent = 0;
  let duplicated = 0;
  const webhookOf = new Map(evidence.subscribers.map((one) => [one.consumer, one.webhookId]));
  for (const [key, one] of requests) {
    duplicated += one.again;
    resent += one.resent;
    const shown = exported.get(`${webhookOf.get(one.consumer)} ${one.eventId}`)?.attempt_count ?? 0;
    const beyond = [...one.attempts.keys()].filter((attempt) => attempt > shown).length + one.unexplained;
    if (beyond > 0) complain(`unwritten: ${key} got ${beyond} requests more than the ${shown} attempts explain`);
    unwritten += beyond;
  }

  const stored = new Set(evidence.eventIds);
  const invented = inventions(evidence, stored, submissions, complain);
  return {
    acknowledged: acked.length,
    recovered: stored.size - new Set(acked.map(({ id }) => id)).size,
    owed: acked.length * evidence.subscribers.length,
    delivered: states.succeeded,
    pending: states.pending,
    failed: states.failed,
    cancelled: states.cancelled,
    lost,
    duplicated,
    invented,
    resent,
    unwritten,
    overtaken: overtakings(evidence, complain),
    doubled: doubles(evidence, submissions, complain),
    complaints,
  };
}

/** What one consumer got of one event. */
interface Requests {
  readonly consumer: string;
  readonly eventId: string;
  /** By number, how the last request of the attempt was answered. */
  readonly attempts: Map<number, Arrival["reply"]>;
  isAccepted: boolean;
  /** After one was accepted. */
  again: number;
  resent: number;
  /** Repeated within an attempt without a reason. */
  unexplained: number;
}

function requestsOf({ arrivals }: Evidence): ReadonlyMap<string, Requests> {
  const found = new Map<string, Requests>();
  for (const { consumer, reply, delivery } of arrivals) {
    if (delivery === null) continue;
    const { eventId, attempt } = delivery;
    const key = `${consumer} ${eventId}`;
    const fresh = { consumer, eventId, attempts: new Map(), isAccepted: false, again: 0, resent: 0, unexplained: 0 };
    const one: Requests = found.get(key) ?? fresh;
    found.set(key, one);
    const before = one.attempts.get(attempt);
    if (before === "break") one.resent += 1;
    else if (before !== undefined) one.unexplained += 1;
    one.attempts.set(attempt, reply);
    if (one.isAccepted) one.again += 1;
    one.isAccepted ||= reply === "accept";
  }
  return found;
}

type Complain = (text: string) => void;

function inventions(
  { arrivals }: Evidence,
  stored: ReadonlySet<string>,
  submissions: readonly Submission[],
  complain: Complain,
): number {
  const submitted = new Map(submissions.map((submission) => [submission.marker, submission]));
  const isInvented = ({ delivery }: Arrival): boolean => {
    if (delivery === null) return true;
    const origin = submitted.get(delivery.marker);
    if (origin === undefined || origin.dataSha !== delivery.dataSha || !stored.has(delivery.eventId)) return true;
    const { accepted } = origin;
    return accepted !== null && (accepted.id !== delivery.eventId || accepted.created !== delivery.created);
  };
  const invented = arrivals.filter(isInvented);
  for (const { consumer, delivery } of invented) complain(`invented: ${consumer} got ${JSON.stringify(delivery)}`);
  return invented.length;
}

/** An event is sent to a FIFO webhook only after the one before it was accepted, and never before an older one. */
function overtakings({ arrivals, subscribers }: Evidence, complain: Complain): number {
  let overtaken = 0;
  for (const { consumer } of subscribers.filter(({ ordering }) => ordering === "fifo")) {
    const begun = new Set<string>();
    let last: { eventId: string; isAccepted: boolean } | undefined;
    for (const { delivery, reply } of arrivals.filter((arrival) => arrival.consumer === consumer)) {
      if (delivery === null) continue;
      const { eventId } = delivery;
      const isNew = !begun.has(eventId);
      begun.add(eventId);
      const isOvertaking = last !== undefined && last.eventId !== eventId && (!isNew || !last.isAccepted);
      if (isOvertaking) {
        overtaken += 1;
        complain(`overtaken: ${consumer} got ${eventId} after ${last?.eventId}, accepted: ${last?.isAccepted}`);
      }
      if (last?.eventId === eventId) last.isAccepted ||= reply === "accept";
      else last = { eventId, isAccepted: reply === "accept" };
    }
  }
  return overtaken;
}

function doubles({ arrivals, eventIds }: Evidence, submissions: readonly Submission[], complain: Complain): number {
  const idsOf = new Map<string, Set<string>>();
  const note = (marker: string, id: string): void => {
    const ids = idsOf.get(marker) ?? new Set();
    idsOf.set(marker, ids.add(id));
  };
  for (const { marker, accepted } of submissions) if (accepted !== null) note(marker, accepted.id);
  for (const { delivery } of arrivals) if (delivery !== null) note(delivery.marker, delivery.eventId);
  const doubled = [...idsOf].filter(([, ids]) => ids.size > 1);
  for (const [marker, ids] of doubled) complain(`doubled: ${marker} became ${[...ids].join(" and ")}`);
  // Those that never arrived anywhere show as more events than were submitted.
  return Math.max(doubled.length, new Set(eventIds).size - submissions.length, 0);
}
