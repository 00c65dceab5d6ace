import type { AnsweredRequest, MetricsPage } from "@callcall/api";
import type { Engine, Log, Observe, Tracer } from "@callcall/engine";
import type { ReadStore } from "@callcall/store";
import type { ServerConfig } from "../config/resolve.ts";
import { listenError, METRICS_SETTINGS } from "../listen-error.ts";
import { type LineLog, logAttempts } from "./attempt-log.ts";
import { startTraceExport } from "./exporter.ts";
import { registerGauges } from "./gauges.ts";
import { createMetrics } from "./metrics.ts";
import { listenForMetrics } from "./metrics-server.ts";
import { createTracer, registeredTracer } from "./spans.ts";

/** What the server tells of itself: metrics, spans, a line for each attempt. */
export interface Telemetry {
  /** For the engine. */
  readonly observers: readonly Observe[];
  readonly tracer: Tracer | undefined;
  /** For the API. */
  metrics(): Promise<MetricsPage>;
  onAnswered(request: AnsweredRequest): void;
  /** Serve metrics on a port of their own, where one is set. Returns where. */
  listen(engine: Engine): Promise<string | null>;
  close(): Promise<void>;
}

export interface TelemetryPorts {
  readonly config: Pick<ServerConfig, "metrics" | "traces" | "database">;
  readonly store: ReadStore;
  readonly log: Log & LineLog;
  readonly version: string;
}

/** How long a stop waits for a collector to take the last spans. */
const FLUSH_WITHIN_MS = 3_000;

export async function createTelemetry({ config, store, log, version }: TelemetryPorts): Promise<Telemetry> {
  const metrics = createMetrics(version);
  const { registry } = metrics;
  const spans = config.traces === undefined ? undefined : await startTraceExport(config.traces, version, log);
  const otel = spans?.tracer ?? registeredTracer(version);
  const render = async (): Promise<MetricsPage> => ({
    contentType: registry.contentType,
    text: await registry.metrics(),
  });
  let server: { close(): Promise<void> } | undefined;
  return {
    observers: [metrics.observe, logAttempts(log)],
    tracer: otel && createTracer(otel),
    metrics: render,
    onAnswered: ({ method, route, status }) => metrics.answered(method, route, status),
    async listen(engine) {
      registerGauges({ registry, engine, store, database: config.database });
      if (config.metrics === undefined) return null;
      const place = config.metrics;
      const listening = await listenForMetrics(place, render).catch((error: unknown) => {
        throw listenError(error, place, METRICS_SETTINGS);
      });
      server = listening;
      return listening.url;
    },
    async close() {
      await server?.close();
      await spans?.close(FLUSH_WITHIN_MS);
    },
  };
}
