/** Every command of the port, and the function that applies a batch of them inside an open transaction. */
import type { ResultOf, WriteResult } from "../../port/commands.ts";
import type { Batch, OtherCommand } from "../batches.ts";
import type { Database } from "../driver.ts";
import { prepareAccept } from "./accept.ts";
import { prepareCreateAccount } from "./accounts.ts";
import { prepareAlertRules } from "./alert-rules.ts";
import { prepareRaiseSignals } from "./alert-signals.ts";
import { prepareAlerts } from "./alerts.ts";
import { prepareApiCalls } from "./api-calls.ts";
import { prepareAttempts } from "./attempts.ts";
import { type AppendAudit, prepareAudit } from "./audit.ts";
import { prepareDeliveries } from "./deliveries.ts";
import { preparePutEventType } from "./event-types.ts";
import { prepareExpire } from "./expiry.ts";
import { prepareHealth } from "./health.ts";
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

/** The results stand in the order of the batch. */
export type ApplyBatch = (batch: Batch) => Promise<readonly WriteResult[]>;

type Handler<Command extends OtherCommand> = (command: Command) => Promise<ResultOf<Command>>;
type Handlers<Command extends OtherCommand = OtherCommand> = {
  readonly [Kind in Command["kind"]]: Handler<Extract<Command, { readonly kind: Kind }>>;
};

export function prepareCommands(database: Database, rollups: Rollups): ApplyBatch {
  const appendAudit = prepareAudit(database);
  const subscriptions = prepareSubscriptions(database);
  const idempotency = prepareIdempotency(database);
  const secrets = prepareSecrets(database, appendAudit);
  const webhooks = prepareWebhooks(database, subscriptions, secrets, appendAudit, rollups);
  const accept = prepareAccept(database, subscriptions, idempotency, rollups);
  const raiseSignals = prepareRaiseSignals(database);
  const health = prepareHealth(database, subscriptions, appendAudit, raiseSignals);
  const attempts = prepareAttempts(database, rollups, health, raiseSignals);

  const handlers: Handlers = {
    "idempotency.recall": async (command) => (await idempotency.recall([command]))[0] ?? { kind: "unused" },
    "webhook.create": webhooks.create,
    "webhook.update": webhooks.update,
    "webhook.delete": webhooks.delete,
    "webhook.cancel_deleted": webhooks.cancelDeleted,
    "secret.rotate": secrets.rotate,
    "audit.append": async ({ audit }) => {
      await appendAudit(audit);
      return { kind: "appended" };
    },
    ...deliveryHandlers(database, appendAudit, rollups),
    ...accessHandlers(database, appendAudit),
    ...alertHandlers(database, appendAudit),
    ...upkeepHandlers(database),
  };
  // Of a kind and its handler the compiler knows each, and not that they belong together.
  const applyOther = (command: OtherCommand): Promise<WriteResult> =>
    (handlers[command.kind] as Handler<OtherCommand>)(command);

  return async (batch) => {
    switch (batch.kind) {
      case "accept":
        return accept(batch.commands);
      case "begin":
        return attempts.begin(batch.commands);
      case "settle":
        return attempts.settle(batch.commands);
      case "other":
        return [await applyOther(batch.command)];
    }
  };
}

/** Deliveries that people, or a replay, make due or end. */
function deliveryHandlers(database: Database, appendAudit: AppendAudit, rollups: Rollups) {
  const deliveries = prepareDeliveries(database, appendAudit, rollups);
  const jobs = prepareReplayJobs(database, appendAudit, rollups);
  return {
    "delivery.retry": deliveries.retry,
    "delivery.cancel": deliveries.cancel,
    "event.replay": deliveries.replay,
    "replay_job.create": jobs.create,
    "replay_job.advance": jobs.advance,
    "replay_job.end": jobs.end,
  };
}

/** Who may do what, and what they set up around their webhooks. */
function accessHandlers(database: Database, appendAudit: AppendAudit) {
  const keys = prepareKeys(database, appendAudit);
  const sessions = prepareSessions(database, appendAudit);
  const receivers = prepareReceivers(database, appendAudit);
  return {
    "account.create": prepareCreateAccount(database, appendAudit),
    "key.create": keys.create,
    "key.bootstrap": keys.bootstrap,
    "key.revoke": keys.revoke,
    "session.create": sessions.create,
    "session.delete": sessions.delete,
    "portal.create": sessions.createPortal,
    "portal.revoke": sessions.revokePortal,
    "event_type.put": preparePutEventType(database, appendAudit),
    "receiver.create": receivers.create,
    "receiver.update": receivers.update,
    "receiver.delete": receivers.delete,
  };
}

function alertHandlers(database: Database, appendAudit: AppendAudit) {
  const rules = prepareAlertRules(database, appendAudit);
  const alerts = prepareAlerts(database, appendAudit);
  return {
    "alert_rule.put": rules.put,
    "alert_rule.delete": rules.delete,
    "alerts.apply": alerts.apply,
    "alerts.expire": alerts.expire,
    "alert_notification.settle": alerts.settle,
  };
}

/** What the server does by itself. */
function upkeepHandlers(database: Database) {
  return {
    "api_calls.add": prepareApiCalls(database),
    "rows.expire": prepareExpire(database),
    "retention.sweep": prepareSweep(database),
    "space.give_back": prepareGiveBack(database),
    "schedule.move": prepareMoveSchedule(database),
  };
}
