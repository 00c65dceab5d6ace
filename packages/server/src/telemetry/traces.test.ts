import { trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CallCallServer } from "../create-server.ts";
import { call, type Line, type Received, startReceiver, startServer, temporaryDirectory } from "../testing/server.ts";
import { createTracer, registeredTracer } from "./spans.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  trace.disable();
});

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PUBLISHER = "b7ad6b7169203331";
const HEADERS = { traceparent: `00-${TRACE}-${PUBLISHER}-01`, tracestate: "vendor=a:1" };

/** A span as OTLP writes it in JSON. */
interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

function spansIn(requests: readonly Received[]): readonly SentSpan[] {
  return requests.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body.toString()) as {
      readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}

function attribute(span: SentSpan | undefined, key: string): unknown {
  const value = span?.attributes.find((one) => one.key === key)?.value;
  return value && Object.values(value)[0];
}

async function register(server: CallCallServer, url: string): Promise<void> {
  const answer = await call(server, "/webhooks", { url, events: ["*"] });
  expect(answer.status).toBe(201);
}

const publish = (server: CallCallServer, headers = {}) =>
  call(server, "/events", { type: "customer.qualified", data: { customer_id: "c" } }, headers);

function collectorAt(url: string, protocol: string): NodeJS.ProcessEnv {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return env;
}

describe("with a collector", () => {
  it("publish, commit and attempts are one trace, over a retry and a restart", async () => {
    const collector = await startReceiver();
    const consumer = await startReceiver((_request, index) => (index < 2 ? 500 : 200));
    const env = collectorAt(collector.url, "http/json");
    const dataDir = await temporaryDirectory();
    const flags = { retrySchedule: "1,1,1" };

    const first = await startServer(dataDir, { env, flags });
    await register(first, consumer.url);
    const accepted = (await (await publish(first, HEADERS)).json()) as { readonly id: string };
    await expect.poll(() => consumer.received, { timeout: 15_000 }).toHaveLength(2);
    const event = (await (await call(first, `/events/${accepted.id}`)).json()) as { readonly trace_id: string };
    expect(event.trace_id).toBe(TRACE);
    await first.close();
    const second = await startServer(dataDir, { env, flags });
    await expect.poll(() => consumer.received, { timeout: 15_000 }).toHaveLength(3);
    await second.close();

    expect(new Set(collector.received.map(({ path }) => path))).toEqual(new Set(["/v1/traces"]));
    const spans = spansIn(collector.received).filter(({ traceId }) => traceId === TRACE);
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [published] = named("publish");
    expect(named("publish")).toMatchObject([{ parentSpanId: PUBLISHER, kind: 2 }]);
    expect(named("commit")).toMatchObject([{ parentSpanId: published?.spanId, kind: 1 }]);
    const attempts = named("attempt");
    expect(attempts.map(({ parentSpanId, kind }) => [parentSpanId, kind])).toEqual(
      Array(3).fill([published?.spanId, 3]),
    );
    expect(attempts.map((span) => attribute(span, "callcall.outcome"))).toEqual(["http_5xx", "http_5xx", "delivered"]);
    expect(attempts.map(({ status }) => status.code)).toEqual([2, 2, 0]);
    expect(attribute(published, "callcall.event.id")).toBe(accepted.id);
    // The consumer goes on from the attempt that it is in.
    expect(consumer.received.map(({ headers }) => headers["traceparent"])).toEqual(
      attempts.map(({ spanId }) => `00-${TRACE}-${spanId}-01`),
    );
    for (const { headers } of consumer.received) expect(headers["tracestate"]).toBe("vendor=a:1");
  }, 60_000);

  it("a publish without a trace begins one; one that its publisher does not sample is not sent", async () => {
    const collector = await startReceiver();
    const consumer = await startReceiver();
    const server = await startServer(await temporaryDirectory(), { env: collectorAt(collector.url, "http/json") });
    await register(server, consumer.url);
    await publish(server);
    await publish(server, { traceparent: `00-${TRACE}-${PUBLISHER}-00` });
    await expect.poll(() => consumer.received).toHaveLength(2);
    await server.close();
    const parents = consumer.received.map(({ headers }) => String(headers["traceparent"]));
    const unsampled = parents.filter((parent) => parent.startsWith(`00-${TRACE}-`));
    expect(unsampled).toEqual([expect.stringMatching(/-00$/)]);
    const spans = spansIn(collector.received);
    expect(spans.map(({ name }) => name).sort()).toEqual(["attempt", "commit", "publish"]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  }, 30_000);

  it("speaks protobuf unless told otherwise, and names itself", async () => {
    const collector = await startReceiver();
    const env = collectorAt(collector.url, "");
    const server = await startServer(await temporaryDirectory(), { env });
    await publish(server, HEADERS);
    await server.close();
    const [sent] = collector.received;
    expect(sent?.headers["content-type"]).toBe("application/x-protobuf");
    expect(sent?.body.includes(Buffer.from(TRACE, "hex"))).toBe(true);
    expect(sent?.body.includes("callcall-webhooks")).toBe(true);
  }, 30_000);

  it("that is away costs spans and a line of log, and no event", async () => {
    const lines: Line[] = [];
    const consumer = await startReceiver();
    vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "200");
    // Nobody listens on the discard port.
    const env = collectorAt("http://127.0.0.1:9", "http/json");
    const server = await startServer(await temporaryDirectory(), { env, lines });
    await register(server, consumer.url);
    expect((await publish(server)).status).toBe(202);
    await expect.poll(() => consumer.received).toHaveLength(1);
    await server.close();
    const told = lines.filter(({ message }) => message.startsWith("cannot send spans"));
    expect(told).toHaveLength(1);
  }, 30_000);
});

describe("without one", () => {
  it("a publisher's trace goes through as it came", async () => {
    const consumer = await startReceiver();
    const server = await startServer(await temporaryDirectory());
    await register(server, consumer.url);
    await publish(server, HEADERS);
    await expect.poll(() => consumer.received).toHaveLength(1);
    expect(consumer.received[0]?.headers).toMatchObject(HEADERS);
  }, 30_000);
});

describe("the tracer of an embedding program", () => {
  it("is none where it has registered no SDK", () => {
    expect(registeredTracer("1")).toBeUndefined();
  });

  it("gets the spans, under the parents that are named", () => {
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    const registered = registeredTracer("1");
    expect(registered).toBeDefined();
    const tracer = createTracer(registered as NonNullable<typeof registered>);
    const parent = { traceparent: HEADERS.traceparent, tracestate: HEADERS.tracestate };
    const span = tracer.start("attempt", parent, 1_700_000_000_000);
    span.end({ step: "attempt.dropped", accountId: "a", webhookId: "w", deliveryId: "d", reason: "stale" });
    const [ended] = exporter.getFinishedSpans();
    expect(exporter.getFinishedSpans()).toHaveLength(1);
    expect(ended).toMatchObject({ name: "attempt", startTime: [1_700_000_000, 0] });
    expect(ended?.parentSpanContext).toMatchObject({ traceId: TRACE, spanId: PUBLISHER, isRemote: true });
    expect(span.context).toEqual({
      traceparent: `00-${TRACE}-${ended?.spanContext().spanId}-01`,
      tracestate: HEADERS.tracestate,
    });
  });
});
