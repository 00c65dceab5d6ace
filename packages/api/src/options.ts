import type { Engine } from "@callcall/engine";
import type { ReceptionSettings } from "./receivers/settings.ts";
import type { StreamSettings } from "./stream/settings.ts";

/** The one thing the API logs: what failed on our side. A pino logger fits. */
export interface ApiLogger {
  error(fields: object, message: string): void;
}

/** How long a client may take, in milliseconds. */
export interface ApiTimeouts {
  /** From the first byte of a request, or from the connection, to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** An idle connection between two requests. */
  readonly keepAliveMs: number;
  /** A connection on which nothing moves, such as a reader that stopped reading. */
  readonly inactiveMs: number;
  /** How often the first two are checked. */
  readonly checkMs: number;
}

/** Where the dashboard is. */
export interface DashboardOptions {
  /** What its build made; need not be there. */
  readonly directory: string;
  /** First segments of the addresses that it routes itself, such as `events`. */
  readonly routes: readonly string[];
}

/** How the server is set up, for those who look after it. */
export interface ServerSetup {
  /** `sqlite` */
  readonly store: string;
  /** Alerts can be sent by e-mail. */
  readonly mail: boolean;
  readonly retryScheduleSeconds: readonly number[];
  /** Null: for ever, or for payloads as long as the event. */
  readonly retention: {
    readonly eventsKeptMs: number | null;
    readonly payloadsKeptMs: number | null;
    readonly auditKeptMs: number | null;
  };
  /** By name, those that were set among them. */
  readonly limits: Readonly<Record<string, number>>;
}

/** What is measured, in the text format of Prometheus. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern that it matched, such as `/api/v1/webhooks/:id`; null where it matched none. */
  readonly route: string | null;
  readonly status: number;
}

export interface ApiOptions {
  readonly engine: Engine;
  /** Keys the MAC of list cursors: the same on every node and over restarts, or open lists break. */
  readonly cursorKey: Uint8Array;
  /** Only told to the reader of the documentation: the engine is what enforces it. */
  readonly mode: "development" | "production";
  readonly version: string;
  readonly logger?: ApiLogger | false;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh `req_…` for every request. */
  readonly requestIds: () => string;
  /** Where others reach this server, without a slash at the end; null while nobody knows. */
  readonly publicUrl?: () => string | null;
  readonly setup: ServerSetup;
  /** For `GET /metrics`, which operator keys may read; without it that is not there. */
  readonly metrics?: () => Promise<MetricsPage>;
  /** Told of every answer. */
  readonly onAnswered?: (request: AnsweredRequest) => void;
  /** Without it `/` is not there. */
  readonly dashboard?: DashboardOptions;
  /** Proxies whose X-Forwarded-For is believed: addresses and CIDR ranges. Without them only the socket's peer counts. */
  readonly trustedProxies?: readonly string[];
  readonly timeouts?: Partial<ApiTimeouts>;
  readonly stream?: Partial<StreamSettings>;
  readonly receivers?: Partial<ReceptionSettings>;
}
