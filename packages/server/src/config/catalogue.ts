import { LIMITS, RETENTION_SECONDS, RETRY_SCHEDULE_SECONDS } from "@callcall/contract";
import { asMailFrom, asSmtpUrl, type MailSender, type SmtpServer } from "../mail/settings.ts";
import {
  asApiKey,
  asInteger,
  asKeptMs,
  asLogLevel,
  asMasterKey,
  asOrigin,
  asPorts,
  asProxies,
  asSchedule,
  asText,
  type LogLevel,
  type Parse,
  yesOrNo,
} from "./parse.ts";

export type Mode = "development" | "production";

/** One setting: where it comes from, what it means, how its text is read. */
export interface Setting<Value = unknown> {
  /** `--port`; absent for secrets, which must not stand in a process list. */
  readonly flag?: string;
  readonly env: string;
  /** What stands for the value in the help. */
  readonly hint?: string;
  readonly description: string;
  /** As text, as if it had been typed; absent when nothing is set by default. */
  readonly default?: string | ((mode: Mode) => string);
  readonly parse: Parse<Value>;
}

/** What the settings are, once read. */
export interface SettingValues {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly apiKey: string;
  readonly masterKey: string;
  readonly retrySchedule: readonly number[];
  readonly inFlightPerWebhook: number;
  readonly inFlightPerNode: number;
  readonly inFlightPerAccount: number;
  readonly inFlightPerHost: number;
  readonly queuedInMemory: number;
  readonly breaker: boolean;
  readonly payloadBytes: number;
  readonly webhooksPerAccount: number;
  readonly retention: number | null;
  readonly payloadRetention: number | null;
  readonly auditRetention: number | null;
  readonly extraPorts: readonly number[];
  readonly drainSeconds: number;
  readonly devOnNetwork: boolean;
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
  readonly smtpUrl: SmtpServer;
  readonly mailFrom: MailSender;
  readonly metricsPort: number;
  readonly metricsHost: string;
  readonly logLevel: LogLevel;
}

export type SettingName = keyof SettingValues;

/**
 * Every setting of the server, described once: flags, environment, `--help` and the documentation all
 * come from here, and a test compares them.
 */
export const SETTINGS: { readonly [Name in SettingName]: Setting<SettingValues[Name]> } = {
  port: {
    flag: "--port",
    env: "CALLCALL_PORT",
    hint: "port",
    description: "Port to listen on; 0 takes a free one",
    default: "4400",
    parse: asInteger(0, 65_535),
  },
  host: {
    flag: "--host",
    env: "CALLCALL_HOST",
    hint: "address",
    description: "Address to listen on",
    default: (mode) => (mode === "development" ? "127.0.0.1" : "0.0.0.0"),
    parse: asText,
  },
  dataDir: {
    flag: "--data-dir",
    env: "CALLCALL_DATA_DIR",
    hint: "path",
    description: "Where the embedded database and, in development, the keys are kept",
    default: "./.callcall",
    parse: asText,
  },
  databaseUrl: {
    flag: "--database-url",
    env: "CALLCALL_DATABASE_URL",
    hint: "url",
    description: "sqlite:<file> or postgres://…; by default callcall.db in the data directory",
    parse: asText,
  },
  apiKey: {
    env: "CALLCALL_API_KEY",
    description: "The operator key, at least 8 characters. Made and kept in the data directory in development",
    parse: asApiKey,
  },
  masterKey: {
    env: "CALLCALL_MASTER_KEY",
    description:
      "Encrypts signing secrets at rest, at least 32 random characters. Made and kept in the data directory in development",
    parse: asMasterKey,
  },
  retrySchedule: {
    flag: "--retry-schedule",
    env: "CALLCALL_RETRY_SCHEDULE",
    hint: "seconds,…",
    description: "Wait before each retry, for webhooks without a schedule of their own",
    default: RETRY_SCHEDULE_SECONDS.join(","),
    parse: asSchedule,
  },
  inFlightPerWebhook: {
    flag: "--in-flight-per-webhook",
    env: "CALLCALL_IN_FLIGHT_PER_WEBHOOK",
    hint: "requests",
    description: "Most requests in flight to one webhook",
    default: String(LIMITS.in_flight_per_webhook),
    parse: asInteger(1, 1_000),
  },
  inFlightPerNode: {
    flag: "--in-flight-per-node",
    env: "CALLCALL_IN_FLIGHT_PER_NODE",
    hint: "requests",
    description: "Most requests in flight altogether",
    default: String(LIMITS.in_flight_per_node),
    parse: asInteger(1, 20_000),
  },
  inFlightPerAccount: {
    flag: "--in-flight-per-account",
    env: "CALLCALL_IN_FLIGHT_PER_ACCOUNT",
    hint: "requests",
    description: "Most requests in flight of one account while others have some as well; alone, it may use them all",
    default: String(LIMITS.in_flight_per_account),
    parse: asInteger(1, 20_000),
  },
  inFlightPerHost: {
    flag: "--in-flight-per-host",
    env: "CALLCALL_IN_FLIGHT_PER_HOST",
    hint: "requests",
    description: "Most requests in flight to one host and port, over all accounts",
    // In development every endpoint is on this machine.
    default: (mode) => String(mode === "development" ? LIMITS.in_flight_per_node : LIMITS.in_flight_per_host),
    parse: asInteger(1, 20_000),
  },
  queuedInMemory: {
    flag: "--queued-in-memory",
    env: "CALLCALL_QUEUED_IN_MEMORY",
    hint: "deliveries",
    description: "Most deliveries that wait in memory; the others wait in the database",
    default: String(LIMITS.queued_in_memory),
    parse: asInteger(1_000, 10_000_000),
  },
  breaker: {
    flag: "--breaker",
    env: "CALLCALL_BREAKER",
    description: "Send an endpoint that fails most of the time single probes until it answers",
    default: "yes",
    parse: yesOrNo,
  },
  payloadBytes: {
    flag: "--payload-bytes",
    env: "CALLCALL_PAYLOAD_BYTES",
    hint: "bytes",
    description: "Largest payload of an event",
    default: String(LIMITS.payload_bytes),
    parse: asInteger(1_024, LIMITS.payload_bytes),
  },
  webhooksPerAccount: {
    flag: "--webhooks-per-account",
    env: "CALLCALL_WEBHOOKS_PER_ACCOUNT",
    hint: "webhooks",
    description: "Most webhooks of one account",
    default: String(LIMITS.webhooks_per_account),
    parse: asInteger(1, 100_000),
  },
  retention: {
    flag: "--retention",
    env: "CALLCALL_RETENTION",
    hint: "30d|12h|off",
    description: "How long events are kept, with their deliveries and attempts; what is still owed to somebody stays",
    default: `${RETENTION_SECONDS.events / 86_400}d`,
    parse: asKeptMs,
  },
  payloadRetention: {
    flag: "--payload-retention",
    env: "CALLCALL_PAYLOAD_RETENTION",
    hint: "7d|12h|off",
    description: "How long payloads and responses of delivered events are kept; by default as long as the event",
    parse: asKeptMs,
  },
  auditRetention: {
    flag: "--audit-retention",
    env: "CALLCALL_AUDIT_RETENTION",
    hint: "400d|off",
    description: "How long entries of the audit log are kept",
    default: `${RETENTION_SECONDS.audit / 86_400}d`,
    parse: asKeptMs,
  },
  extraPorts: {
    flag: "--extra-ports",
    env: "CALLCALL_EXTRA_PORTS",
    hint: "port,…",
    description: "Ports that webhooks may use beside 443 and 8443",
    default: "",
    parse: asPorts,
  },
  drainSeconds: {
    flag: "--drain-seconds",
    env: "CALLCALL_DRAIN_SECONDS",
    hint: "seconds",
    description: "How long a stopping server waits for attempts in flight",
    default: "20",
    parse: asInteger(0, 600),
  },
  devOnNetwork: {
    flag: "--dev-on-network",
    env: "CALLCALL_DEV_ON_NETWORK",
    description: "Let a development server, which delivers to loopback, listen on an address that others reach",
    default: "no",
    parse: yesOrNo,
  },
  publicUrl: {
    flag: "--public-url",
    env: "CALLCALL_PUBLIC_URL",
    hint: "url",
    description:
      "Where others reach this server, such as https://webhooks.your-domain.com: for portal links and test receivers. In development, where it listens",
    parse: asOrigin,
  },
  trustedProxies: {
    flag: "--trusted-proxies",
    env: "CALLCALL_TRUSTED_PROXIES",
    hint: "address,…",
    description:
      "Reverse proxies, as addresses or CIDR ranges, whose X-Forwarded-For tells where a request came from; of others it is not believed",
    default: "",
    parse: asProxies,
  },
  smtpUrl: {
    env: "CALLCALL_SMTP_URL",
    description:
      "The mail server for the e-mail of alerts: smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS). Without it, no mail is sent",
    parse: asSmtpUrl,
  },
  mailFrom: {
    flag: "--mail-from",
    env: "CALLCALL_MAIL_FROM",
    hint: "address",
    description:
      "Who the e-mail of alerts comes from, such as CallCall <alerts@your-domain.com>. Needed with CALLCALL_SMTP_URL",
    parse: asMailFrom,
  },
  metricsPort: {
    flag: "--metrics-port",
    env: "CALLCALL_METRICS_PORT",
    hint: "port",
    description:
      "Also serve /metrics on a port of its own, without a key; 0 takes a free one. Operator keys can always read it on the main port",
    parse: asInteger(0, 65_535),
  },
  metricsHost: {
    flag: "--metrics-host",
    env: "CALLCALL_METRICS_HOST",
    hint: "address",
    description: "Address of that port: whoever reaches it reads the metrics",
    default: "127.0.0.1",
    parse: asText,
  },
  logLevel: {
    flag: "--log-level",
    env: "CALLCALL_LOG_LEVEL",
    hint: "level",
    description: "What is logged: error, warn, info (failed attempts too) or debug (every attempt)",
    default: "info",
    parse: asLogLevel,
  },
};

/** The default of a setting in a mode, as text. */
export function defaultOf(definition: Setting, mode: Mode): string | undefined {
  return typeof definition.default === "function" ? definition.default(mode) : definition.default;
}
