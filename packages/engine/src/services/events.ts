import { CURRENT_VERSION, Problem } from "@callcall/contract";
import type { EventHead, ReadStore, StateCounts } from "@callcall/store";
import { traceIdOf } from "../domain/trace-context.ts";
import { boundedListing, byCreation } from "./listing.ts";
import type { Caller, EventService } from "./port.ts";
import { deliveryView, eventView } from "./views.ts";

const NO_DELIVERIES: StateCounts = { pending: 0, succeeded: 0, failed: 0, cancelled: 0 };

/** The reading half of the event service: the Event Viewer. */
export function createEventReads(store: ReadStore): Pick<EventService, "list" | "get" | "deliveries"> {
  async function views(caller: Caller, events: readonly EventHead[]) {
    const counts = await store.deliveryCounts(
      caller.accountId,
      events.map((event) => event.id),
    );
    return events.map((event) => ({
      ...eventView(event, counts.get(event.id) ?? NO_DELIVERIES, CURRENT_VERSION),
      data_bytes: event.dataBytes,
    }));
  }

  return {
    list: (caller, filter, page) =>
      boundedListing(
        page,
        (wanted) => store.events(caller.accountId, filter, wanted),
        byCreation,
        (rows) => views(caller, rows),
      ),

    async get(caller, eventId) {
      const event = await store.event(caller.accountId, eventId);
      if (event === undefined) throw notFound();
      const counts = await store.deliveryCounts(caller.accountId, [eventId]);
      return {
        ...eventView(event, counts.get(eventId) ?? NO_DELIVERIES, CURRENT_VERSION),
        trace_id: traceIdOf(event.trace),
        dataJson: event.data,
      };
    },

    async deliveries(caller, eventId, page) {
      if ((await store.event(caller.accountId, eventId)) === undefined) throw notFound();
      return boundedListing(
        page,
        (wanted) => store.deliveries(caller.accountId, { eventId }, wanted),
        byCreation,
        (rows) => rows.map(deliveryView),
      );
    },
  };
}

function notFound(): Problem {
  return new Problem("not_found", "There is no such event");
}
