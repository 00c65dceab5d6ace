import { commonFilter } from "./filters.ts";
import { searchPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const deliveryHandlers: HandlersOf<"deliveries"> = {
  "deliveries.list": (call) => {
    const { event_id: eventId } = call.query;
    const filter = { ...commonFilter(call.query), ...(eventId === undefined ? {} : { eventId }) };
    return searchPage(call, (page) => call.engine.deliveries.list(call.caller, filter, page));
  },
  "deliveries.get": ({ engine, caller, params }) => engine.deliveries.get(caller, params.id),
  "deliveries.retry": ({ engine, caller, params }) => engine.deliveries.retry(caller, params.id),
  "deliveries.cancel": ({ engine, caller, params }) => engine.deliveries.cancel(caller, params.id),
};
