/**
 * What every store must do, as tests, by topic. A driver's own test file calls {@link describeStore} with a way
 * to open an empty store; see the package's README.
 */
import { afterEach, beforeEach, describe } from "vitest";
import { describeAccept } from "./accept.ts";
import { describeAccounts } from "./accounts.ts";
import { describeAlerts } from "./alerts.ts";
import { describeApiCalls } from "./api-calls.ts";
import { describeAtomicity } from "./atomicity.ts";
import { describeAttempts } from "./attempts.ts";
import { describeAudit } from "./audit.ts";
import { describeBytes } from "./bytes.ts";
import { describeDeliveries } from "./deliveries.ts";
import { describeEventTypes } from "./event-types.ts";
import { describeExpiry } from "./expiry.ts";
import { describeHistory } from "./history.ts";
import { describeIdempotency } from "./idempotency.ts";
import { describeIsolationOfAccounts } from "./isolation-of-accounts.ts";
import { describeKeys } from "./keys.ts";
import { describeLanes } from "./lanes.ts";
import { describeDeliveryLists } from "./lists-of-deliveries.ts";
import { describeEventLists } from "./lists-of-events.ts";
import { describeReceivers } from "./receivers.ts";
import { describeReplay } from "./replay.ts";
import { describeReplayJobs } from "./replay-jobs.ts";
import { describeRetention } from "./retention.ts";
import { describeSchedule } from "./schedule.ts";
import { describeSecrets } from "./secrets.ts";
import { describeSessions } from "./sessions.ts";
import { describeStatistics } from "./statistics.ts";
import { type OpenStore, Subject } from "./subject.ts";
import { describeWebhooks } from "./webhooks.ts";

export type { OpenedStore, OpenStore } from "./subject.ts";

const TOPICS: Readonly<Record<string, (subject: Subject) => void>> = {
  accept: describeAccept,
  idempotency: describeIdempotency,
  attempts: describeAttempts,
  deliveries: describeDeliveries,
  replay: describeReplay,
  "replay jobs": describeReplayJobs,
  lanes: describeLanes,
  schedule: describeSchedule,
  "lists of events": describeEventLists,
  "lists of deliveries": describeDeliveryLists,
  webhooks: describeWebhooks,
  secrets: describeSecrets,
  "event types": describeEventTypes,
  keys: describeKeys,
  sessions: describeSessions,
  accounts: describeAccounts,
  audit: describeAudit,
  "api calls": describeApiCalls,
  receivers: describeReceivers,
  alerts: describeAlerts,
  expiry: describeExpiry,
  retention: describeRetention,
  statistics: describeStatistics,
  "isolation of accounts": describeIsolationOfAccounts,
  atomicity: describeAtomicity,
  bytes: describeBytes,
  "random histories": describeHistory,
};

/** Each test gets a store of its own. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    const subject = new Subject();
    beforeEach(() => subject.open(open));
    afterEach(() => subject.destroy());
    for (const [topic, describeTopic] of Object.entries(TOPICS)) {
      describe(topic, () => describeTopic(subject));
    }
  });
}
