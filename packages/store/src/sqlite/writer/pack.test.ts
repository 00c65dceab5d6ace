import fc from "fast-check";
import { expect, test } from "vitest";
import { buildAudit } from "../../conformance/builders.ts";
import type { AcceptEvents, BeginAttempt, SettleAttempt, WriteCommand } from "../../port/commands.ts";
import { ColumnsReader } from "./columns.ts";
import { createPacker, unpackCommands } from "./pack.ts";

const text = fc.string({ unit: "binary" });
const ms = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const count = fc.nat();
const measured = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }));
const data = fc.uint8Array({ maxLength: 300 });
const headers = fc.array(fc.tuple(text, text), { maxLength: 4 });

const event = fc.record({
  id: text,
  type: text,
  createdMs: ms,
  data,
  warnings: fc.option(text),
  trace: fc.option(fc.record({ traceparent: text, tracestate: fc.option(text) })),
  deliveries: fc.array(
    fc.record({
      id: text,
      webhookId: text,
      nextAttemptMs: ms,
      open: fc.option(fc.record({ id: text, startedMs: ms })),
    }),
    { maxLength: 3 },
  ),
});
const accept: fc.Arbitrary<AcceptEvents> = fc.record({
  kind: fc.constant("events.accept"),
  accountId: text,
  subscriptionsVersion: count,
  nowMs: ms,
  events: fc.array(event, { maxLength: 3 }),
  idempotency: fc.option(fc.record({ key: text, fingerprint: data, context: text, expiresMs: ms })),
});
const begin: fc.Arbitrary<BeginAttempt> = fc.record({
  kind: fc.constant("attempt.begin"),
  accountId: text,
  deliveryId: text,
  attemptId: text,
  startedMs: ms,
});
const attempt = fc.record({
  accountId: text,
  deliveryId: text,
  id: text,
  number: count,
  outcome: text,
  charged: fc.boolean(),
  startedMs: ms,
  error: fc.option(text),
  remoteAddress: fc.option(text),
  request: fc.option(fc.record({ version: text, url: text, headers })),
  response: fc.option(
    fc.record({
      status: count,
      headers,
      body: data,
      bodyBytes: count,
      bodyTruncated: fc.boolean(),
      bodyIncomplete: fc.boolean(),
    }),
  ),
  timings: fc.option(
    fc.record({ dnsMs: measured, connectMs: measured, tlsMs: measured, firstByteMs: measured, totalMs: count }),
  ),
});
const settle: fc.Arbitrary<SettleAttempt> = fc.record(
  {
    kind: fc.constant("attempt.settle"),
    webhookId: text,
    attempt,
    state: fc.constantFrom("pending", "succeeded", "failed"),
    chargedCount: count,
    nextAttemptMs: fc.option(ms),
    blocks: fc.constant(true),
    settledMs: ms,
    health: fc.option(
      fc.record({ pausedUntilMs: fc.option(ms), failingSinceMs: fc.option(ms), failedAttempts: count }),
    ),
    disable: fc.option(
      fc.record({ reason: fc.constantFrom("gone", "failing"), audit: text.map((action) => buildAudit({ action })) }),
    ),
  },
  {
    requiredKeys: [
      "kind",
      "webhookId",
      "attempt",
      "state",
      "chargedCount",
      "nextAttemptMs",
      "settledMs",
      "health",
      "disable",
    ],
  },
);
const other: fc.Arbitrary<WriteCommand> = text.map((action) => ({
  kind: "audit.append",
  audit: buildAudit({ action }),
}));

test("whatever commands are packed, they are what is unpacked, in their order", () => {
  const pack = createPacker();
  fc.assert(
    fc.property(fc.array(fc.oneof(accept, begin, settle, other), { maxLength: 8 }), (commands) => {
      const { packed, refused } = pack(commands);
      expect(refused.size).toBe(0);
      expect(unpackCommands(packed)).toEqual(commands);
    }),
    { numRuns: 300 },
  );
});

test("a thousand commands are unpacked as they were packed", () => {
  const commands = fc.sample(fc.oneof(accept, settle), { numRuns: 1_000, seed: 1 });
  expect(unpackCommands(createPacker()(commands).packed)).toEqual(commands);
});

test("what is of another type than it says is refused, and leaves nothing behind", () => {
  const [first, second, third] = fc.sample(begin, { numRuns: 3, seed: 1 }) as [
    BeginAttempt,
    BeginAttempt,
    BeginAttempt,
  ];
  const pack = createPacker();
  for (const wrong of [{ attemptId: 7 as unknown as string }, { startedMs: "7" as unknown as number }]) {
    const { packed, refused } = pack([first, { ...second, ...wrong }, third]);
    expect([...refused]).toEqual([[1, expect.any(TypeError)]]);
    expect(unpackCommands(packed)).toEqual([first, third]);
  }
});

test("columns that were not read to their end, or end too early, are refused", () => {
  const { packed } = createPacker()(fc.sample(begin, { numRuns: 2, seed: 1 }));
  expect(() => unpackCommands({ ...packed, count: 1 })).toThrow(RangeError);
  expect(() => unpackCommands({ ...packed, count: 3 })).toThrow(RangeError);
  expect(() => new ColumnsReader(packed.columns).end()).toThrow(RangeError);
});
