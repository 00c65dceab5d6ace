import type { OperationId } from "@callcall/contract";
import { accountHandlers } from "./accounts.ts";
import { alertHandlers } from "./alerts.ts";
import { apiCallHandlers } from "./api-calls.ts";
import { auditHandlers } from "./audit.ts";
import { deliveryHandlers } from "./deliveries.ts";
import { eventTypeHandlers } from "./event-types.ts";
import { eventHandlers } from "./events.ts";
import { keyHandlers } from "./keys.ts";
import type { Handler } from "./operation.ts";
import { portalHandlers, serverHandlers } from "./portal.ts";
import { receiverHandlers } from "./receivers.ts";
import { replayHandlers } from "./replays.ts";
import { sessionHandlers } from "./session.ts";
import { signatureHandlers } from "./signatures.ts";
import { statsHandlers } from "./stats.ts";
import { streamHandlers } from "./stream.ts";
import { trafficHandlers } from "./traffic.ts";
import { webhookHandlers } from "./webhooks.ts";

/** One handler for every operation of the contract: a missing one does not compile. */
export const HANDLERS: { readonly [Op in OperationId]: Handler<Op> } = {
  ...webhookHandlers,
  ...eventHandlers,
  ...deliveryHandlers,
  ...replayHandlers,
  ...eventTypeHandlers,
  ...statsHandlers,
  ...signatureHandlers,
  ...streamHandlers,
  ...keyHandlers,
  ...sessionHandlers,
  ...portalHandlers,
  ...serverHandlers,
  ...accountHandlers,
  ...auditHandlers,
  ...alertHandlers,
  ...apiCallHandlers,
  ...receiverHandlers,
  ...trafficHandlers,
};
