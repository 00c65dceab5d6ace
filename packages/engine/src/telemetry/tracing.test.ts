import type { TraceContext } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CALLER, type Harness, makeDirectory, openHarness, type TestDirectory, TYPE } from "../testing/harness.ts";
import type { Step } from "./steps.ts";
import type { Tracer } from "./tracer.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PUBLISHER: TraceContext = { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, tracestate: "vendor=a:1" };

interface Made {
  readonly name: string;
  readonly parent: string | undefined;
  readonly own: string;
  readonly startedMs: number | undefined;
  ended: boolean;
  step: Step["step"] | undefined;
}

let directory: TestDirectory;
let harness: Harness;
let spans: Made[];

beforeEach(() => {
  directory = makeDirectory();
  spans = [];
});
afterEach(async () => {
  await harness.close();
  directory.remove();
});

const tracer: Tracer = {
  start(name, parent, startedMs) {
    const own = `00-${parent?.traceparent.slice(3, 35) ?? "f".repeat(32)}-${String(spans.length + 1).padStart(16, "0")}-01`;
    const made: Made = { name, parent: parent?.traceparent, own, startedMs, ended: false, step: undefined };
    spans.push(made);
    return {
      context: { traceparent: own, tracestate: parent?.tracestate ?? null },
      end(step) {
        made.ended = true;
        made.step = step?.step;
      },
    };
  },
};

function publish(trace?: TraceContext | null) {
  const body = new TextEncoder().encode(JSON.stringify({ type: TYPE, data: {} }));
  return harness.run(harness.engine.events.publish(CALLER, body, undefined, trace));
}

describe("without a tracer", () => {
  it("an event carries its publisher's trace to the consumer, over a retry and a restart, and shows it", async () => {
    harness = await openHarness(directory.path);
    await harness.webhook();
    const { result } = await publish(PUBLISHER);
    const carried = () => harness.sender.sends.map((send) => [send.header("traceparent"), send.header("tracestate")]);
    const theirs = [PUBLISHER.traceparent, PUBLISHER.tracestate];
    expect(carried()).toEqual([theirs]);
    harness.sender.open[0]?.answer(500);
    await harness.time.advance(3_000);
    expect(carried()).toEqual([theirs, theirs]);
    await harness.crash();

    harness = await openHarness(directory.path);
    await harness.time.settle();
    expect(carried()).toEqual([theirs]);
    expect((await harness.engine.events.get(CALLER, result.id)).trace_id).toBe(TRACE);
  });

  it("an event without one carries none", async () => {
    harness = await openHarness(directory.path);
    await harness.webhook();
    const { result } = await publish();
    const names = harness.sender.sends[0]?.request.headers.map(([name]) => name);
    expect(names).not.toContain("traceparent");
    expect(names).not.toContain("tracestate");
    expect((await harness.engine.events.get(CALLER, result.id)).trace_id).toBeNull();
  });
});

describe("with a tracer", () => {
  it("commit and every attempt are children of the publish, which is the publisher's", async () => {
    harness = await openHarness(directory.path, { tracer });
    await harness.webhook();
    const atMs = harness.time.clock.nowMs();
    await publish(PUBLISHER);
    harness.sender.open[0]?.answer(500);
    await harness.time.advance(3_000);
    await harness.crash();
    harness = await openHarness(directory.path, { tracer, startMs: harness.time.clock.nowMs() });
    await harness.time.settle();
    harness.sender.open[0]?.answer(200);
    await harness.time.settle();

    const [published] = spans;
    expect(spans).toMatchObject([
      { name: "publish", parent: PUBLISHER.traceparent, ended: true, step: "publish.accepted" },
      { name: "commit", parent: published?.own, ended: true, step: undefined },
      { name: "attempt", parent: published?.own, ended: true, step: "attempt.settled", startedMs: atMs },
      // The process died while this one was out: nobody ends it.
      { name: "attempt", parent: published?.own, ended: false },
      { name: "attempt", parent: published?.own, ended: true, step: "attempt.settled" },
    ]);
    // What the consumer continues is the attempt that it is in, not the publisher's span.
    expect(harness.sender.sends.at(-1)?.header("traceparent")).toBe(spans[4]?.own);
    expect(harness.sender.sends.at(-1)?.header("tracestate")).toBe("vendor=a:1");
  });

  it("a publish without a trace begins one", async () => {
    harness = await openHarness(directory.path, { tracer });
    await harness.webhook();
    await publish();
    expect(spans[0]).toMatchObject({ name: "publish", parent: undefined });
    expect(harness.sender.sends[0]?.header("traceparent")).toBe(spans[2]?.own);
  });

  it("a publish that is refused ends its span and its commit's", async () => {
    harness = await openHarness(directory.path, { tracer });
    const body = new TextEncoder().encode(JSON.stringify({ type: "no.such", data: {} }));
    await expect(harness.run(harness.engine.events.publish(CALLER, body))).rejects.toThrow();
    expect(spans).toMatchObject([{ name: "publish", ended: true, step: "publish.refused" }]);
  });
});
