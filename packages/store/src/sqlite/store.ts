/** The port over two open connections. Everything below is synchronous. */
import type { Store, WriteStore } from "../port/store.ts";
import { createStore } from "../store.ts";
import { prepareSpace } from "./commands/space.ts";
import type { Connections } from "./connection.ts";
import type { Database } from "./driver.ts";
import { asStoreError } from "./errors.ts";
import { prepareAdministrationReads } from "./reads/administration.ts";
import { prepareAlertReads } from "./reads/alerts.ts";
import { prepareApiCallReads } from "./reads/api-calls.ts";
import { prepareAuditReads } from "./reads/audit.ts";
import { prepareDeliveryReads } from "./reads/deliveries.ts";
import { prepareEventReads } from "./reads/events.ts";
import { prepareLaneReads } from "./reads/lanes.ts";
import { prepareReceiverReads } from "./reads/receivers.ts";
import { prepareReplayJobReads } from "./reads/replay-jobs.ts";
import { prepareRollupReads } from "./reads/rollups.ts";
import { prepareSessionReads } from "./reads/sessions.ts";
import { prepareWebhookReads } from "./reads/webhooks.ts";
import { prepareWriter } from "./writer/prepare.ts";

/** A store whose commits run on the thread of its caller. */
export function createLocalStore({ write, read }: Connections, shutDown: () => void): Store {
  const commit = prepareWriter(write);
  return createStoreOver(read, async (commands) => commit(commands), shutDown);
}

/** A store that reads here, and commits wherever `commit` does. */
export function createStoreOver(
  read: Database,
  commit: WriteStore["commit"],
  shutDown: () => void | Promise<void>,
): Store {
  const reads = {
    ...prepareAdministrationReads(read),
    ...prepareSessionReads(read),
    ...prepareWebhookReads(read),
    ...prepareEventReads(read),
    ...prepareDeliveryReads(read),
    ...prepareLaneReads(read),
    ...prepareReceiverReads(read),
    ...prepareReplayJobReads(read),
    ...prepareRollupReads(read),
    ...prepareAlertReads(read),
    audit: prepareAuditReads(read),
    apiCalls: prepareApiCallReads(read),
    space: prepareSpace(read),
  };
  return createStore({ reads, commit, shutDown, asStoreError });
}
