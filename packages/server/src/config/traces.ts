import type { TraceProtocol } from "../telemetry/exporter.ts";

/** OpenTelemetry's own variables: whoever runs a collector knows them, and the SDK reads the others itself. */
type Env = Readonly<Record<string, string | undefined>>;

const PROTOCOLS: readonly TraceProtocol[] = ["http/protobuf", "http/json"];

/**
 * Spans are sent where a collector is named: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or
 * `OTEL_TRACES_EXPORTER=otlp` for the one on this host.
 */
export function traceProtocol(env: Env, faults: string[]): TraceProtocol | undefined {
  // Set and empty is as if it were not set, says the specification.
  const read = (name: string): string => env[name]?.trim() ?? "";
  if (read("OTEL_SDK_DISABLED").toLowerCase() === "true") return undefined;
  const exporter = read("OTEL_TRACES_EXPORTER");
  const named = read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") || read("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (exporter === "none" || (exporter === "" && named === "")) return undefined;
  if (exporter !== "" && exporter !== "otlp") {
    faults.push(`OTEL_TRACES_EXPORTER must be otlp or none, not "${exporter}"`);
    return undefined;
  }
  const wanted = read("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") || read("OTEL_EXPORTER_OTLP_PROTOCOL") || "http/protobuf";
  const protocol = PROTOCOLS.find((known) => known === wanted);
  if (protocol === undefined) {
    faults.push(`OTEL_EXPORTER_OTLP_PROTOCOL must be ${PROTOCOLS.join(" or ")}, not "${wanted}"`);
  }
  if (named !== "" && !/^https?:$/.test(URL.canParse(named) ? new URL(named).protocol : "")) {
    // Not repeated: it may hold a password.
    faults.push("OTEL_EXPORTER_OTLP_ENDPOINT must be an http(s) URL, such as http://127.0.0.1:4318");
  }
  return protocol;
}
