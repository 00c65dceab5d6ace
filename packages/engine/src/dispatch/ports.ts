import type { StreamEntry } from "@callcall/contract";
import type { ReadStore, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { HttpSender } from "../http/index.ts";
import type { Clock, Timers } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Log } from "../runtime/log.ts";
import type { Random } from "../runtime/random.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Audit } from "../services/audit.ts";
import type { Credentials } from "../signing/credentials.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Tracer } from "../telemetry/tracer.ts";

/** What an attempt needs of the world. */
export interface AttemptPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly sender: HttpSender;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
  readonly settings: EngineSettings;
  readonly userAgent: string;
  readonly audit: Audit;
  readonly observe: Observe | undefined;
  readonly tracer: Tracer | undefined;
  announce(accountId: string, entry: StreamEntry): void;
  /** The webhook's status changed by what a delivery showed. */
  onWebhookChanged(webhook: WebhookRecord): void;
  /** Aborted once the engine has stopped waiting for what is not recorded. */
  readonly abandoned: AbortSignal;
  /** The disk refused to read or sync: nothing may be acknowledged any more. */
  onFatal(error: Error): void;
}
