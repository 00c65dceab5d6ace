import { join, resolve } from "node:path";
import type { MailSender, SmtpServer } from "../mail/settings.ts";
import type { TraceProtocol } from "../telemetry/exporter.ts";
import { defaultOf, type Mode, SETTINGS, type Setting, type SettingValues } from "./catalogue.ts";

import type { LogLevel } from "./parse.ts";
import { traceProtocol } from "./traces.ts";

type Values = Partial<SettingValues>;

export type DatabasePlace =
  /** Absolute. */
  { readonly kind: "sqlite"; readonly path: string } | { readonly kind: "postgres"; readonly url: string };

/** Everything the server was told, checked. */
export interface ServerConfig {
  readonly mode: Mode;
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly database: DatabasePlace;
  /** Undefined in development: made and kept in the data directory. */
  readonly apiKey: string | undefined;
  readonly masterKey: string | undefined;
  readonly retryScheduleSeconds: readonly number[];
  readonly inFlightPerWebhook: number;
  readonly inFlightPerNode: number;
  readonly inFlightPerAccount: number;
  readonly inFlightPerHost: number;
  readonly queuedInMemory: number;
  readonly breaker: boolean;
  readonly payloadBytes: number;
  readonly webhooksPerAccount: number;
  /** Null: for ever. */
  readonly eventsKeptMs: number | null;
  /** Null: as long as the event. */
  readonly payloadsKeptMs: number | null;
  /** Null: for ever. */
  readonly auditKeptMs: number | null;
  readonly extraPorts: readonly number[];
  readonly drainMs: number;
  /** `https://webhooks.your-domain.com`; undefined where nobody said so. */
  readonly publicUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  /** Undefined: no mail is sent. */
  readonly mail: { readonly server: SmtpServer; readonly from: MailSender } | undefined;
  /** Where `/metrics` is served without a key; undefined: nowhere. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** How spans are sent to a collector; undefined: they are not. */
  readonly traces: TraceProtocol | undefined;
  readonly logLevel: LogLevel;
}

/** What is wrong with the settings, one sentence each, with the cure. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

export interface ConfigSources {
  readonly mode: Mode;
  /** By setting name, as typed. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A flag wins over the environment, that over the default. Pure. @throws ConfigError naming every fault at once */
export function resolveConfig(sources: ConfigSources): ServerConfig {
  const { mode } = sources;
  const { values, faults } = readAll(sources);
  const database = databaseOf(values.databaseUrl, values.dataDir ?? ".", faults);
  checkMode(mode, values, faults);
  const mail = mailOf(values, faults);
  checkRetention(values, faults);
  const traces = traceProtocol(sources.env, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    mode,
    port: values.port as number,
    host: values.host as string,
    dataDir: resolve(values.dataDir as string),
    database,
    apiKey: values.apiKey,
    masterKey: values.masterKey,
    retryScheduleSeconds: values.retrySchedule as readonly number[],
    inFlightPerWebhook: values.inFlightPerWebhook as number,
    inFlightPerNode: values.inFlightPerNode as number,
    inFlightPerAccount: values.inFlightPerAccount as number,
    inFlightPerHost: values.inFlightPerHost as number,
    queuedInMemory: values.queuedInMemory as number,
    breaker: values.breaker as boolean,
    payloadBytes: values.payloadBytes as number,
    webhooksPerAccount: values.webhooksPerAccount as number,
    eventsKeptMs: values.retention ?? null,
    payloadsKeptMs: values.payloadRetention ?? null,
    auditKeptMs: values.auditRetention ?? null,
    extraPorts: values.extraPorts as readonly number[],
    drainMs: (values.drainSeconds as number) * 1000,
    publicUrl: values.publicUrl,
    trustedProxies: values.trustedProxies as readonly string[],
    mail,
    metrics:
      values.metricsPort === undefined ? undefined : { port: values.metricsPort, host: values.metricsHost as string },
    traces,
    logLevel: values.logLevel as LogLevel,
  };
}

function readAll({ mode, flags, env }: ConfigSources): { values: Values; faults: string[] } {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(SETTINGS) as [string, Setting][]) {
    const typed = flags[name] ?? env[definition.env];
    const text = typed ?? defaultOf(definition, mode);
    if (text === undefined) continue;
    const parsed = definition.parse(text);
    if ("value" in parsed) values[name] = parsed.value;
    else {
      const source = flags[name] === undefined ? definition.env : definition.flag;
      // A secret is not repeated, not even a wrong one.
      const shown = definition.flag === undefined ? "" : `, not "${text}"`;
      faults.push(`${source} must be ${parsed.expected}${shown}`);
    }
  }
  return { values: values as Values, faults };
}

/** A payload cannot outlive its event: who asks for that would be surprised after the fact. */
function checkRetention({ retention, payloadRetention }: Values, faults: string[]): void {
  if (retention == null || payloadRetention == null || payloadRetention <= retention) return;
  faults.push(
    `${SETTINGS.payloadRetention.env} must not be longer than ${SETTINGS.retention.env}: a payload goes with its event.`,
  );
}

/** Both or neither: one without the other is a mistake, to be told of at the start. */
function mailOf({ smtpUrl, mailFrom }: Values, faults: string[]): ServerConfig["mail"] {
  if (smtpUrl !== undefined && mailFrom !== undefined) return { server: smtpUrl, from: mailFrom };
  const isRefused = ({ env, flag = env }: Setting): boolean =>
    faults.some((fault) => fault.startsWith(env) || fault.startsWith(flag));
  if (smtpUrl !== undefined && !isRefused(SETTINGS.mailFrom)) {
    faults.push("CALLCALL_MAIL_FROM is missing: CALLCALL_SMTP_URL is set, and mail needs somebody to come from");
  }
  if (mailFrom !== undefined && !isRefused(SETTINGS.smtpUrl)) {
    faults.push("CALLCALL_SMTP_URL is missing: CALLCALL_MAIL_FROM is set, and mail needs a server to go through");
  }
  return undefined;
}

function databaseOf(url: string | undefined, dataDir: string, faults: string[]): DatabasePlace {
  if (url === undefined) return { kind: "sqlite", path: join(resolve(dataDir), "callcall.db") };
  if (/^postgres(?:ql)?:/.test(url)) {
    // It may hold a password: it is not repeated.
    if (!URL.canParse(url)) faults.push("CALLCALL_DATABASE_URL must be postgres://user:password@host:port/database");
    return { kind: "postgres", url };
  }
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (path === undefined) {
    faults.push(`CALLCALL_DATABASE_URL must be sqlite:<file> or postgres://…, not "${url}"`);
  }
  return { kind: "sqlite", path: resolve(path ?? "") };
}

const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

function checkMode(mode: Mode, values: Values, faults: string[]): void {
  if (mode === "production") {
    if (values.apiKey === undefined && !faults.some((fault) => fault.startsWith(SETTINGS.apiKey.env))) {
      faults.push("CALLCALL_API_KEY is missing: `callcall serve` does not start without an operator key");
    }
    if (values.masterKey === undefined && !faults.some((fault) => fault.startsWith(SETTINGS.masterKey.env))) {
      faults.push(
        "CALLCALL_MASTER_KEY is missing: `callcall serve` does not start without it. Make one with `openssl rand -base64 32` and keep it: without it the stored secrets cannot be read",
      );
    }
    // The session cookie of production is sent over https alone, but for loopback: such links would sign nobody in.
    const { protocol, hostname } = new URL(values.publicUrl ?? "https://unset.invalid");
    if (protocol === "http:" && !LOOPBACK_HOST.test(hostname.replace(/^\[|\]$/g, ""))) {
      faults.push(
        `${SETTINGS.publicUrl.env} must be https in production, or http on loopback, not "${values.publicUrl}"`,
      );
    }
    return;
  }
  // A development server delivers to loopback: whoever reaches it could make it talk to what listens there.
  if (values.host !== undefined && !LOOPBACK_HOST.test(values.host) && values.devOnNetwork !== true) {
    faults.push(
      `A development server may not listen on ${values.host}: it delivers to loopback addresses. Use \`callcall serve\`, or add --dev-on-network if nobody else can reach it`,
    );
  }
}
