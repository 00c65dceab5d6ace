import fc from "fast-check";
import { expect, test } from "vitest";
import { ACCOUNT, buildAttempt, buildEvent, bytes, nextId, settleAttempt } from "./builders.ts";
import type { Subject } from "./subject.ts";

export function describeBytes(subject: Subject): void {
  test.each([
    [
      "numbers, duplicate keys, escapes",
      '{"n":12345678901234567890,"f":1.0,"k":{"b":1,"a":2,"b":3},"u":"\\ud800\\u0000é"}',
    ],
    ["white space and order", ' {\t"z" : 1e0 ,\r\n "a":-0 } '],
    ["what only looks like text", "\u0000\ufeff\u2028"],
  ])("data comes back as it was sent: %s", async (_, text) => {
    const event = buildEvent({ data: bytes(text) });
    await subject.accept([event]);
    await subject.reopen();
    expect((await subject.store.event(ACCOUNT, event.id))?.data).toEqual(bytes(text));
  });

  test("data of every size and content comes back as it was sent", async () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      // Around a page of a database, and beyond.
      fc.integer({ min: 3_900, max: 300_000 }).map((length) => new Uint8Array(length).fill(length % 256)),
    );
    await fc.assert(
      fc.asyncProperty(anyBytes, async (data) => {
        const event = buildEvent({ data });
        await subject.accept([event]);
        const stored = await subject.store.event(ACCOUNT, event.id);
        expect(Buffer.compare(stored?.data ?? bytes(""), data)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test("what a consumer answered is kept as it came", async () => {
    const webhook = await subject.webhook();
    const id = await subject.delivery(webhook.id, { open: "att_1" });
    const attempt = buildAttempt(id, "att_1", {
      response: {
        status: 299,
        headers: [
          ["set-cookie", "a"],
          ["set-cookie", "b"],
          ["x-odd", 'é \u0000 \ud800 "quoted"'],
        ],
        body: new Uint8Array([0, 255, 0xc3, 0x28]),
        bodyBytes: 70_000,
        bodyTruncated: true,
        bodyIncomplete: false,
      },
    });
    await subject.run(settleAttempt(attempt));
    expect(await subject.store.attempts(ACCOUNT, id, 100)).toEqual([attempt]);
  });

  test("text outside of ASCII comes back as it was given", async () => {
    const webhook = await subject.webhook({ description: "naïve ☕ 𝒳", metadata: { ключ: "\u0000\ud800" } });
    expect(await subject.store.webhook(ACCOUNT, webhook.id)).toEqual(webhook);
    const event = buildEvent({ id: nextId("evt"), warnings: '["/ключ"]' });
    await subject.accept([event]);
    expect((await subject.store.event(ACCOUNT, event.id))?.warnings).toBe('["/ключ"]');
  });
}
