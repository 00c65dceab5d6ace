export { STRANGER } from "./domain/call-counts.ts";
export { parseControlJson } from "./domain/json-scan.ts";
export { readTraceContext } from "./domain/trace-context.ts";
export { createEngine, type EngineOptions } from "./engine.ts";
export {
  type AddressPolicy,
  createSender,
  DEVELOPMENT_POLICY,
  type Exchange,
  type HttpSender,
  PRODUCTION_POLICY,
  type Resolver,
  type SendRequest,
  systemResolver,
} from "./http/index.ts";
export { type Clock, systemClock, systemTimers, type Timers } from "./runtime/clock.ts";
export { createIds, type Ids } from "./runtime/ids.ts";
export type { Log } from "./runtime/log.ts";
export { type Random, systemRandom } from "./runtime/random.ts";
export { DEFAULT_SETTINGS, type EngineSettings } from "./runtime/settings.ts";
export type { Mail, Mailer, MailResult } from "./services/alerts/ports.ts";
export { hashKey, newApiKey } from "./services/keys.ts";
export type * from "./services/port.ts";
export type { RetentionProgress } from "./services/retention.ts";
export { secretContext } from "./signing/credentials.ts";
export { hintOf } from "./signing/secret.ts";
export { createVault, deriveKey, MASTER_KEY_BYTES, type Vault, VaultError } from "./signing/vault.ts";
export type { Observe } from "./telemetry/observe.ts";
export type { Step, StepName } from "./telemetry/steps.ts";
export type { Span, SpanName, Tracer } from "./telemetry/tracer.ts";
