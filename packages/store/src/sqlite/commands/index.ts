/** Every command of the port, and the function that applies it inside an open transaction. */
import type { WriteCommand, WriteResult } from "../../port/commands.ts";
import type { Database } from "../driver.ts";
import { prepareAccept } from "./accept.ts";
import { prepareCreateAccount } from "./accounts.ts";
import { prepareAlertRules } from "./alert-rules.ts";
import { prepareRaiseSignal } from "./alert-signals.ts";
import { prepareAlerts } from "./alerts.ts";
import { prepareApiCalls } from "./api-calls.ts";
import { prepareAttempts } from "./attempts.ts";
import { prepareAudit } from "./audit.ts";
import { prepareDeliveries } from "./deliveries.ts";
import { preparePutEventType } from "./event-types.ts";
import { prepareExpire } from "./expiry.ts";
import { prepareIdempotency } from "./idempotency.ts";
import { prepareKeys } from "./keys.ts";
import { prepareReceivers } from "./receivers.ts";
import { prepareReplayJobs } from "./replay-jobs.ts";
import { prepareSweep } from "./retention.ts";
import type { Rollups } from "./rollups.ts";
import { prepareMoveSchedule } from "./schedule.ts";
import { prepareSecrets } from "./secrets.ts";
import { prepareSessions } from "./sessions.ts";
import { prepareGiveBack } from "./space.ts";
import { prepareSubscriptions } from "./subscriptions.ts";
import { prepareWebhooks } from "./webhooks.ts";

export type Apply = (command: WriteCommand) => WriteResult;

export function prepareCommands(database: Database, rollups: Rollups): Apply {
  const subscriptions = prepareSubscriptions(database);
  const appendAudit = prepareAudit(database);
  const idempotency = prepareIdempotency(database);
  const accept = prepareAccept(database, subscriptions, idempotency, rollups);
  const attempts = prepareAttempts(database, subscriptions, appendAudit, rollups, prepareRaiseSignal(database));
  const deliveries = prepareDeliveries(database, appendAudit, rollups);
  const replayJobs = prepareReplayJobs(database, appendAudit, rollups);
  const secrets = prepareSecrets(database, appendAudit);
  const webhooks = prepareWebhooks(database, subscriptions, secrets, appendAudit, rollups);
  const putEventType = preparePutEventType(database, appendAudit);
  const keys = prepareKeys(database, appendAudit);
  const sessions = prepareSessions(database, appendAudit);
  const createAccount = prepareCreateAccount(database, appendAudit);
  const receivers = prepareReceivers(database, appendAudit);
  const addApiCalls = prepareApiCalls(database);
  const expire = prepareExpire(database);
  const sweep = prepareSweep(database);
  const giveBack = prepareGiveBack(database);
  const alertRules = prepareAlertRules(database, appendAudit);
  const alerts = prepareAlerts(database, appendAudit);
  const moveSchedule = prepareMoveSchedule(database);

  return (command) => {
    switch (command.kind) {
      case "events.accept":
        return accept(command);
      case "idempotency.recall":
        return idempotency.recall(command.accountId, command, command.nowMs);
      case "attempt.begin":
        return attempts.begin(command);
      case "attempt.settle":
        return attempts.settle(command);
      case "delivery.retry":
        return deliveries.retry(command);
      case "event.replay":
        return deliveries.replay(command);
      case "replay_job.create":
        return replayJobs.create(command);
      case "replay_job.advance":
        return replayJobs.advance(command);
      case "replay_job.end":
        return replayJobs.end(command);
      case "delivery.cancel":
        return deliveries.cancel(command);
      case "webhook.create":
        return webhooks.create(command);
      case "webhook.update":
        return webhooks.update(command);
      case "webhook.delete":
        return webhooks.delete(command);
      case "webhook.cancel_deleted":
        return webhooks.cancelDeleted(command);
      case "secret.rotate":
        return secrets.rotate(command);
      case "event_type.put":
        return putEventType(command);
      case "key.create":
        return keys.create(command);
      case "key.bootstrap":
        return keys.bootstrap(command);
      case "key.revoke":
        return keys.revoke(command);
      case "session.create":
        return sessions.create(command);
      case "session.delete":
        return sessions.delete(command);
      case "portal.create":
        return sessions.createPortal(command);
      case "portal.revoke":
        return sessions.revokePortal(command);
      case "account.create":
        return createAccount(command);
      case "audit.append":
        appendAudit(command.audit);
        return { kind: "appended" };
      case "api_calls.add":
        return addApiCalls(command);
      case "rows.expire":
        return expire(command);
      case "retention.sweep":
        return sweep(command);
      case "space.give_back":
        return giveBack(command.bytes);
      case "schedule.move":
        return moveSchedule(command);
      case "receiver.create":
        return receivers.create(command);
      case "receiver.update":
        return receivers.update(command);
      case "receiver.delete":
        return receivers.delete(command);
      case "alert_rule.put":
        return alertRules.put(command);
      case "alert_rule.delete":
        return alertRules.delete(command);
      case "alerts.apply":
        return alerts.apply(command);
      case "alert_notification.settle":
        return alerts.settle(command);
      case "alerts.expire":
        return alerts.expire(command);
    }
  };
}
