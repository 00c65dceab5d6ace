import type { ReadStore } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import type { AddressPolicy, HttpSender } from "../../http/index.ts";
import type { Clock, Timers } from "../../runtime/clock.ts";
import type { Ids } from "../../runtime/ids.ts";
import type { Log } from "../../runtime/log.ts";
import type { Random } from "../../runtime/random.ts";
import type { EngineSettings } from "../../runtime/settings.ts";
import type { Vault } from "../../signing/vault.ts";
import type { Audit } from "../audit.ts";
import type { AlertRuleService, AlertService } from "../port.ts";
import type { ObservedStream } from "../stream.ts";
import { createAlertService } from "./alerts.ts";
import { createCourier } from "./courier.ts";
import { createAlertDesk } from "./desk.ts";
import type { GatherPorts } from "./figures.ts";
import type { Mailer } from "./ports.ts";
import { createRuleBook } from "./rule-book.ts";
import { createAlertRuleService } from "./rules.ts";
import { createAlertSend } from "./send.ts";
import { createComposer } from "./telling.ts";
import { createTestAlert } from "./test-alert.ts";
import { createAlertWatch } from "./watch.ts";

export interface AlertsPorts extends Omit<GatherPorts, "store"> {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly sender: HttpSender;
  readonly mailer: Mailer | null;
  readonly policy: AddressPolicy;
  readonly vault: Vault;
  readonly stream: ObservedStream;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly log: Log;
  readonly settings: EngineSettings;
  readonly userAgent: string;
  /** Where a person reads an alert; null: that is not known. */
  readonly alertUrl: (alertId: string) => string | null;
}

/** Everything about alerts, wired together. */
export interface Alerts {
  readonly rules: AlertRuleService;
  readonly alerts: AlertService;
  /** An account has work from before this process. */
  watch(accountId: string): void;
  start(): Promise<void>;
  stop(): void;
}

export function createAlerts(ports: AlertsPorts): Alerts {
  const { stream, mailer } = ports;
  const rules = createRuleBook(ports.store, ports.vault);
  const send = createAlertSend(ports);
  const courier = createCourier({ ...ports, rules, send });
  const desk = createAlertDesk({
    ...ports,
    rules,
    compose: createComposer(ports.vault, ports.ids, ports.alertUrl),
    announce: (accountId, entry) => stream.announce(accountId, entry),
    onMessages: () => courier.wake(),
  });
  const watch = createAlertWatch({ ...ports, desk });
  const unfollow = stream.observe((accountId, entry) => watch.saw(accountId, entry));

  return {
    rules: createAlertRuleService({
      ...ports,
      rules,
      channels: { policy: ports.policy, mails: mailer !== null },
      test: createTestAlert({ ...ports, send }),
      onChanged: (accountId) => watch.hasten(accountId),
    }),
    alerts: createAlertService({ ...ports, desk }),
    watch: (accountId) => watch.watch(accountId),
    async start() {
      await watch.start();
      courier.start();
    },
    stop() {
      unfollow();
      watch.stop();
      courier.stop();
      mailer?.close();
    },
  };
}
