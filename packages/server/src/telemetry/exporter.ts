import type { Log } from "@callcall/engine";
import type { Tracer } from "@opentelemetry/api";
import type { BatchSpanProcessor, SpanExporter } from "@opentelemetry/sdk-trace-base";

/** How spans are written: both over HTTP. */
export type TraceProtocol = "http/protobuf" | "http/json";

/** Sends spans to an OpenTelemetry collector. */
export interface TraceExport {
  readonly tracer: Tracer;
  /** Send what is left, for at most that long. Never rejects: spans are not worth a failed stop. */
  close(withinMs: number): Promise<void>;
}

/**
 * The OpenTelemetry SDK, loaded where it is asked for: it takes 0.2 s and 16 MB, which others need not pay. Endpoint, headers,
 * sampling and batches are set by the SDK's own variables, `OTEL_…`. Nothing is registered globally.
 */
export async function startTraceExport(protocol: TraceProtocol, version: string, log: Log): Promise<TraceExport> {
  const { BasicTracerProvider, BatchSpanProcessor } = await import("@opentelemetry/sdk-trace-base");
  const { detectResources, envDetector, resourceFromAttributes } = await import("@opentelemetry/resources");
  const { OTLPTraceExporter } =
    protocol === "http/json"
      ? await import("@opentelemetry/exporter-trace-otlp-http")
      : await import("@opentelemetry/exporter-trace-otlp-proto");
  const ours = resourceFromAttributes({ "service.name": "callcall-webhooks", "service.version": version });
  const processor: BatchSpanProcessor = new BatchSpanProcessor(outspoken(new OTLPTraceExporter(), log));
  const provider = new BasicTracerProvider({
    // What the environment says of the service wins.
    resource: ours.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [processor],
  });
  return {
    tracer: provider.getTracer("callcall", version),
    async close(withinMs) {
      const cut = AbortSignal.timeout(withinMs);
      // It can reject when an export is under way already, and waits for a collector that does not answer.
      const flushed = provider.shutdown().catch(() => {});
      await Promise.race([flushed, new Promise((resolve) => cut.addEventListener("abort", resolve))]);
    },
  };
}

/** The SDK keeps failed exports to itself. Told once when it begins and once when it is over, not at every batch. */
function outspoken(exporter: SpanExporter, log: Log): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !failing) log.warn({ err: result.error }, "cannot send spans to the collector; they are dropped");
        if (!failed && failing) log.info({}, "the collector takes spans again");
        failing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush === undefined ? {} : { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}
