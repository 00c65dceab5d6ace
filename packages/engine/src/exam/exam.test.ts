import { createHmac } from "node:crypto";
import { EXAM_SCENARIOS, type ExamReport, type ExamRequest } from "@callcall/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeSend } from "../testing/fake-sender.ts";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

function examine(id: string, input: ExamRequest = {}, gone = new AbortController().signal): Promise<ExamReport> {
  return harness.run(harness.engine.webhooks.exam(harness.caller, id, input, gone));
}

/** What a consumer with this secret answers that does everything as the guide asks. */
function diligent(secret: string): (send: FakeSend) => number {
  return (send) => {
    const [, timestamp = "", mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(send.header("x-callcall-signature") ?? "") ?? [];
    const expected = createHmac("sha256", secret).update(`${timestamp}.${send.body}`).digest("hex");
    const valid = mac === expected && Math.abs(send.atMs / 1000 - Number(timestamp)) <= 300;
    return valid ? 200 : 400;
  };
}

describe("an exam", () => {
  it("is passed by a consumer that does as the guide asks", async () => {
    const { id, secret } = await harness.webhook();
    harness.sender.respond = diligent(secret);
    const report = await examine(id);
    expect(report.results.map(({ scenario, verdict }) => [scenario, verdict])).toEqual(
      EXAM_SCENARIOS.map((scenario) => [scenario, "pass"]),
    );
    expect(report).toMatchObject({ webhook_id: id, passed: true });
    expect(report.results.map(({ attempts }) => attempts.length)).toEqual([2, 2, 1, 2, 1, 2]);
  });

  it("sends what each scenario is about", async () => {
    const { id, secret } = await harness.webhook({ events: ["service.*"] });
    harness.sender.respond = diligent(secret);
    await examine(id);
    const { sends } = harness.sender;
    expect(sends.map((send) => JSON.parse(send.body).type)).toEqual([
      ...Array(7).fill("service.matched"),
      "callcall.exam.unknown_type",
      ...Array(2).fill("service.matched"),
    ]);
    const [plain, printed, forged, unsigned, stale, first, second] = sends;
    expect(JSON.parse(plain?.body ?? "").data).toEqual(JSON.parse(printed?.body ?? "").data);
    expect(printed?.body).toContain('"data":{ "');
    expect(forged?.header("x-callcall-signature")).toMatch(/^t=\d+,v1=/);
    expect([unsigned?.header("x-callcall-signature"), unsigned?.header("webhook-signature")]).toEqual([
      undefined,
      undefined,
    ]);
    expect(Number(stale?.header("x-callcall-timestamp"))).toBe(Math.floor((stale?.atMs ?? 0) / 1000) - 600);
    expect([first?.eventId, first?.deliveryId, first?.body]).toEqual([
      second?.eventId,
      second?.deliveryId,
      second?.body,
    ]);
    expect([first?.attempt, second?.attempt]).toEqual([1, 2]);
  });

  it("goes no further with a consumer that is down", async () => {
    const { id } = await harness.webhook();
    harness.sender.respond = () => ({ outcome: "connect_refused", error: "Refused. (ECONNREFUSED)" });
    const { passed, results } = await examine(id);
    expect(harness.sender.sends).toHaveLength(1);
    expect(passed).toBe(false);
    expect(results.map(({ verdict }) => verdict)).toEqual(["fail", ...Array(5).fill("skipped")]);
  });

  it("runs what is asked for, with a valid event before it", async () => {
    const { id } = await harness.webhook();
    harness.sender.respond = () => 200;
    const { passed, results } = await examine(id, { scenarios: ["unknown_type", "wrong_signature"] });
    expect(results.map(({ scenario, verdict }) => [scenario, verdict])).toEqual([
      ["wrong_signature", "fail"],
      ["unknown_type", "pass"],
    ]);
    expect(passed).toBe(false);
    expect(harness.sender.sends).toHaveLength(5);
    harness.sender.respond = () => 401;
    const refused = await examine(id, { scenarios: ["unknown_type"] });
    expect(refused).toMatchObject({ passed: false, results: [{ verdict: "skipped", attempts: [] }] });
  });

  it("stores nothing, leaves the webhook's health alone, and is announced as a test", async () => {
    const { engine, caller, run, deliveries } = harness;
    const { id } = await harness.webhook();
    const entries = harness.follow();
    harness.sender.respond = () => 410;
    await examine(id);
    expect(await deliveries()).toEqual([]);
    expect((await run(engine.events.list(caller, {}, { limit: 10, after: null }))).data).toEqual([]);
    expect(await run(engine.webhooks.get(caller, id))).toMatchObject({ status: "enabled", failing_since: null });
    expect(entries).toMatchObject([
      { kind: "attempt.started", test: true, scenario: "valid", webhook_id: id },
      { kind: "attempt.finished", test: true, scenario: "valid", outcome: "http_410" },
    ]);
  });

  it("ends in time whatever the consumer does: 10 s for an answer, 90 s for all", async () => {
    const { id } = await harness.webhook({ deadline_ms: 30_000 });
    const { time, sender, engine, caller } = harness;
    let first = true;
    sender.respond = (send) => {
      if (first) {
        first = false;
        return 200;
      }
      expect(send.request.deadlineMs).toBeLessThanOrEqual(10_000);
      time.timers.after(send.request.deadlineMs, () =>
        send.answer({ outcome: "timeout_headers", error: "Late.", timings: timings(send.request.deadlineMs) }),
      );
      return undefined;
    };
    const report = engine.webhooks.exam(caller, id, {}, new AbortController().signal);
    await time.advance(91_000);
    const { results } = await report;
    expect(results.map(({ verdict }) => verdict)).toEqual(["fail", "warn", "warn", "fail", "fail", "fail"]);
    expect(sender.open).toEqual([]);
  });

  it("runs once at a time in an account, and stops when nobody waits for it", async () => {
    const { id } = await harness.webhook();
    const { engine, caller, time, sender } = harness;
    const abort = new AbortController();
    const report = engine.webhooks.exam(caller, id, {}, abort.signal);
    report.catch(() => undefined);
    await time.settle();
    await expect(examine(id)).rejects.toMatchObject({ code: "rate_limited" });
    abort.abort();
    sender.open[0]?.answer(200);
    await time.settle();
    await expect(report).rejects.toMatchObject({ code: "bad_request" });
    expect(sender.sends).toHaveLength(1);
    sender.respond = () => 200;
    expect((await examine(id)).results).toHaveLength(6);
  });

  it("refuses a type that is not there", async () => {
    const { id } = await harness.webhook();
    await expect(examine(id, { type: "no.such" })).rejects.toMatchObject({ code: "unknown_event_type" });
    await expect(examine("wh_none")).rejects.toMatchObject({ code: "not_found" });
    expect(harness.sender.sends).toEqual([]);
  });
});

function timings(totalMs: number) {
  return { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs };
}
