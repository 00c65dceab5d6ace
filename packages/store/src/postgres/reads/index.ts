import type { ReadStore } from "../../port/store.ts";
import { prepareSpace } from "../commands/space.ts";
import type { ReadPool } from "../connection.ts";
import { prepareAdministrationReads } from "./administration.ts";
import { prepareAlertReads } from "./alerts.ts";
import { prepareApiCallReads } from "./api-calls.ts";
import { prepareAuditReads } from "./audit.ts";
import { prepareDeliveryReads } from "./deliveries.ts";
import { prepareEventReads } from "./events.ts";
import { prepareLaneReads } from "./lanes.ts";
import { prepareReceiverReads } from "./receivers.ts";
import { prepareReplayJobReads } from "./replay-jobs.ts";
import { prepareRollupReads } from "./rollups.ts";
import { prepareSessionReads } from "./sessions.ts";
import { prepareWebhookReads } from "./webhooks.ts";

/** Everything that the port reads. */
export function prepareReads(pool: ReadPool): ReadStore {
  return {
    audit: prepareAuditReads(pool),
    apiCalls: prepareApiCallReads(pool),
    space: prepareSpace(pool),
    ...prepareAdministrationReads(pool),
    ...prepareAlertReads(pool),
    ...prepareDeliveryReads(pool),
    ...prepareEventReads(pool),
    ...prepareLaneReads(pool),
    ...prepareReceiverReads(pool),
    ...prepareReplayJobReads(pool),
    ...prepareRollupReads(pool),
    ...prepareSessionReads(pool),
    ...prepareWebhookReads(pool),
  };
}
