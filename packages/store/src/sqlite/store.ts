/** The port over two open connections. Everything below is synchronous; here it becomes promises and StoreErrors. */
import { type Store, StoreError, type WriteStore } from "../port/store.ts";
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
export function createStore({ write, read }: Connections, shutDown: () => void): Store {
  const commit = prepareWriter(write);
  return createStoreOver(read, async (commands) => commit(commands), shutDown);
}

/** A store that reads here, and commits wherever `commit` does. */
export function createStoreOver(
  read: Database,
  commit: WriteStore["commit"],
  shutDown: () => void | Promise<void>,
): Store {
  const administration = prepareAdministrationReads(read);
  const sessions = prepareSessionReads(read);
  const webhooks = prepareWebhookReads(read);
  const events = prepareEventReads(read);
  const deliveries = prepareDeliveryReads(read);
  const lanes = prepareLaneReads(read);
  const receivers = prepareReceiverReads(read);
  const replays = prepareReplayJobReads(read);
  const stats = prepareRollupReads(read);
  const alerts = prepareAlertReads(read);
  let closed = false;

  function whileOpen<Arguments extends unknown[], Result>(
    call: (...parameters: Arguments) => Result | Promise<Result>,
  ): (...parameters: Arguments) => Promise<Result> {
    return async (...parameters) => {
      if (closed) throw new StoreError("unavailable", "Cannot use the store as it is closed");
      try {
        return await call(...parameters);
      } catch (error) {
        throw asStoreError(error);
      }
    };
  }

  return {
    commit: whileOpen(commit),

    account: whileOpen(administration.account),
    accounts: whileOpen(administration.accounts),
    keyByHash: whileOpen(administration.keyByHash),
    keys: whileOpen(administration.keys),
    eventTypes: whileOpen(administration.eventTypes),
    audit: whileOpen(prepareAuditReads(read)),
    apiCalls: whileOpen(prepareApiCallReads(read)),

    sessionByHash: whileOpen(sessions.sessionByHash),
    portalByHash: whileOpen(sessions.portalByHash),
    portalById: whileOpen(sessions.portalById),
    portals: whileOpen(sessions.portals),

    subscriptions: whileOpen(webhooks.subscriptions),
    webhook: whileOpen(webhooks.webhook),
    webhooks: whileOpen(webhooks.webhooks),
    deletedWebhook: whileOpen(webhooks.deletedWebhook),
    rotationsDue: whileOpen(webhooks.rotationsDue),
    secrets: whileOpen(webhooks.secrets),

    event: whileOpen(events.event),
    newestEventMs: whileOpen(events.newestEventMs),
    events: whileOpen(events.events),

    delivery: whileOpen(deliveries.delivery),
    deliveries: whileOpen(deliveries.deliveries),
    deliveryCounts: whileOpen(deliveries.deliveryCounts),
    attempts: whileOpen(deliveries.attempts),

    pendingLanes: whileOpen(lanes.pendingLanes),
    dueDeliveries: whileOpen(lanes.dueDeliveries),
    pendingInOrder: whileOpen(lanes.pendingInOrder),
    nextDueMs: whileOpen(lanes.nextDueMs),
    openAttempts: whileOpen(lanes.openAttempts),

    space: whileOpen(prepareSpace(read)),

    receiverAt: whileOpen(receivers.receiverAt),
    receiver: whileOpen(receivers.receiver),
    receivers: whileOpen(receivers.receivers),
    replayJob: whileOpen(replays.replayJob),
    replayJobs: whileOpen(replays.replayJobs),
    runningReplayJobs: whileOpen(replays.runningReplayJobs),
    replayCandidates: whileOpen(replays.replayCandidates),
    replayedCounts: whileOpen(replays.replayedCounts),
    rollups: whileOpen(stats.rollups),
    totalCounts: whileOpen(stats.totalCounts),
    oldestPendingMs: whileOpen(stats.oldestPendingMs),
    pendingDeliveries: whileOpen(stats.pendingDeliveries),
    alertRules: whileOpen(alerts.alertRules),
    alert: whileOpen(alerts.alert),
    alerts: whileOpen(alerts.alerts),
    liveAlerts: whileOpen(alerts.liveAlerts),
    alertSignals: whileOpen(alerts.alertSignals),
    alertAccounts: whileOpen(alerts.alertAccounts),
    alertNotifications: whileOpen(alerts.alertNotifications),
    dueAlertNotifications: whileOpen(alerts.dueAlertNotifications),
    nextAlertNotificationMs: whileOpen(alerts.nextAlertNotificationMs),

    close: async () => {
      if (closed) return;
      closed = true;
      await shutDown();
    },
  };
}
