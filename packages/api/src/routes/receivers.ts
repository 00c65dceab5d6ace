import { listPage } from "./listing.ts";
import type { HandlersOf } from "./operation.ts";

export const receiverHandlers: HandlersOf<"receivers"> = {
  "receivers.list": async (call) => {
    const { engine, caller, services } = call;
    const { data, next_cursor } = await listPage(call, (page) => engine.receivers.list(caller, page));
    return { data: data.map((receiver) => services.reception.view(receiver)), next_cursor };
  },
  "receivers.create": async ({ engine, caller, body, services }) =>
    services.reception.view(await engine.receivers.create(caller, body)),
  "receivers.get": async ({ engine, caller, params, services }) =>
    services.reception.view(await engine.receivers.get(caller, params.id)),
  "receivers.update": async ({ engine, caller, params, body, services }) =>
    services.reception.view(await engine.receivers.update(caller, params.id, body)),
  "receivers.delete": async ({ engine, caller, params, services }) => {
    await engine.receivers.delete(caller, params.id);
    services.reception.forget(params.id);
    return undefined;
  },
  "receivers.requests": async ({ engine, caller, params, services }) => {
    await engine.receivers.get(caller, params.id);
    return { data: services.reception.requests(params.id) };
  },
};
