import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTraceContext, traceIdOf } from "./trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const GOOD = `00-${TRACE}-${PARENT}-01`;

const parentOf = (text: string): string | undefined => readTraceContext(text, undefined)?.traceparent;
const stateOf = (text: string): string | null | undefined => readTraceContext(GOOD, text)?.tracestate;

describe("traceparent", () => {
  it.each([GOOD, `00-${TRACE}-${PARENT}-00`, `00-${TRACE}-${PARENT}-ff`])("%s is taken as it is", (text) => {
    expect(readTraceContext(text, undefined)).toEqual({ traceparent: text, tracestate: null });
  });

  it.each([
    "",
    GOOD.toUpperCase(),
    ` ${GOOD}`,
    `${GOOD} `,
    `${GOOD}-`,
    `${GOOD}-more`,
    `${GOOD}, ${GOOD}`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-1`,
    `00-${TRACE}-${PARENT}`,
    `0-${TRACE}-${PARENT}-01`,
    `01-${TRACE}-${PARENT}-01more`,
    `00-${TRACE.replace("a", "g")}-${PARENT}-01`,
    `${GOOD}\n`,
  ])("%j is ignored", (text) => {
    expect(readTraceContext(text, "vendor=1")).toBeNull();
  });

  it("of a later version is read as far as it is known, and goes on as ours", () => {
    expect(parentOf(`cc-${TRACE}-${PARENT}-07`)).toBe(`00-${TRACE}-${PARENT}-01`);
    expect(parentOf(`01-${TRACE}-${PARENT}-02-what-comes-next`)).toBe(`00-${TRACE}-${PARENT}-00`);
  });

  it("names its trace", () => {
    expect(traceIdOf(readTraceContext(GOOD, undefined))).toBe(TRACE);
    expect(traceIdOf(null)).toBeNull();
  });
});

describe("tracestate", () => {
  it.each([
    ["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"],
    ["a=1 , \tb=2,, ,c= inner space", "a=1,b=2,c= inner space"],
    ["0tenant@system=1", "0tenant@system=1"],
    [`${"k".repeat(256)}=v`, `${"k".repeat(256)}=v`],
  ])("%s is kept", (text, kept) => {
    expect(stateOf(text)).toBe(kept);
  });

  it.each([
    "",
    " , ",
    "a",
    "=1",
    "a=",
    "a=1,a=2",
    "A=1",
    "1a=1",
    "a@1=1",
    "a=1=2",
    "a=\u00e9",
    "a=1,b=\u0007",
    `${"k".repeat(257)}=v`,
    `a=${"v".repeat(257)}`,
    Array.from({ length: 33 }, (_, n) => `k${n}=v`).join(","),
  ])("%j is dropped, and the trace stays", (text) => {
    expect(readTraceContext(GOOD, text)).toEqual({ traceparent: GOOD, tracestate: null });
  });

  it("keeps 512 characters: long members go first, then the last", () => {
    const member = (key: string, length: number) => `${key}=${"v".repeat(length - key.length - 1)}`;
    const exact = [member("a", 256), member("b", 255)].join(",");
    expect(exact).toHaveLength(512);
    expect(stateOf(exact)).toBe(exact);
    const short = [member("a", 128), member("c", 128), member("d", 128), member("e", 128)];
    expect(stateOf([member("long", 129), ...short].join(","))).toBe(short.slice(0, 3).join(","));
    expect(stateOf([member("a", 250), member("b", 250), member("c", 250)].join(","))).toBeNull();
  });
});

it("never throws, and what it gives it would take again", () => {
  const noise = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/),
  );
  fc.assert(
    fc.property(noise, fc.oneof(noise, fc.stringMatching(/^([a-z]{1,3}=[ -~]{0,5},?){0,40}$/)), (parent, state) => {
      const read = readTraceContext(parent, state);
      if (read === null) return;
      expect(readTraceContext(read.traceparent, read.tracestate ?? undefined)).toEqual(read);
      expect((read.tracestate ?? "").length).toBeLessThanOrEqual(512);
    }),
    { numRuns: 2_000 },
  );
});
