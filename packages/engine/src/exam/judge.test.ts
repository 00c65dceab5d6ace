import { EXAM_SCENARIOS, type ExamScenario, type Outcome } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { classifyStatus } from "../http/classify.ts";
import { FIX_KINDS, fixOf } from "./fixes/index.ts";
import { judge, type Observed } from "./judge.ts";

function answered(status: number, changes: Partial<Observed> = {}): Observed {
  return { outcome: classifyStatus(status), status, tookMs: 12, error: null, location: null, ...changes };
}

function failed(outcome: Outcome, error: string): Observed {
  return { outcome, status: null, tookMs: 10_000, error, location: null };
}

const OK = answered(200);
const DOWN = failed("connect_refused", "The connection was refused. (ECONNREFUSED)");
const verdictOf = (scenario: ExamScenario, observed: readonly Observed[], control = OK) => {
  const { verdict, fix } = judge(scenario, observed, control);
  return `${verdict} ${fix}`;
};

describe("a valid event", () => {
  it.each([
    [answered(200), "pass null"],
    [answered(204), "pass null"],
    [answered(301, { location: "https://a.example/x" }), "fail final_url"],
    [answered(400), "fail refuses_valid"],
    [answered(401), "fail refuses_valid"],
    [answered(404), "fail wrong_path"],
    [answered(405), "fail wrong_path"],
    [answered(410), "fail gone"],
    [answered(429), "fail rate_limited"],
    [answered(500), "fail crash"],
    [DOWN, "fail unreachable"],
    [failed("connection_closed", "closed"), "fail unreachable"],
    [failed("timeout_connect", "late"), "fail unreachable"],
    [failed("timeout_headers", "late"), "fail acknowledge_first"],
    [failed("tls_expired", "expired"), "fail tls"],
    [failed("dns_nxdomain", "no such host"), "fail dns"],
    [failed("blocked_address", "private"), "fail blocked"],
  ])("%j", (one, expected) => {
    expect(verdictOf("valid", [one], one)).toBe(expected);
  });

  it("tells that JSON is printed again before it is verified", () => {
    expect(verdictOf("valid", [OK, answered(200)])).toBe("pass null");
    expect(verdictOf("valid", [OK, answered(400)])).toBe("fail reserialized");
    expect(verdictOf("valid", [OK, answered(500)])).toBe("fail crash");
  });

  it("shows where a redirect points to, as text and not without end", () => {
    const location = `javascript:${"x".repeat(1_000)}`;
    const { finding } = judge("valid", [], answered(302, { location }));
    expect(finding).toContain('Answered 302 and pointed to "javascript:xxx');
    expect(finding.length).toBeLessThan(300);
  });
});

describe("forged and missing signatures", () => {
  it.each([
    [[answered(400), answered(401)], "pass null"],
    [[OK, OK], "fail verify"],
    [[OK, answered(400)], "fail verify"],
    [[answered(400), OK], "fail verify_missing"],
    [[answered(400), answered(500)], "warn refuse_plainly"],
    [[failed("connection_closed", "closed"), answered(400)], "warn refuse_plainly"],
  ])("%j", (observed, expected) => {
    expect(verdictOf("wrong_signature", observed)).toBe(expected);
  });
});

describe("the other scenarios", () => {
  it.each([
    ["stale_timestamp", [answered(400)], "pass null"],
    ["stale_timestamp", [OK], "fail timestamp"],
    ["stale_timestamp", [answered(500)], "warn refuse_plainly"],
    ["duplicate_id", [OK, OK], "pass null"],
    ["duplicate_id", [OK, answered(409)], "fail duplicate"],
    ["duplicate_id", [OK, answered(500)], "fail duplicate"],
    ["duplicate_id", [answered(500), OK], "fail crash"],
    ["unknown_type", [OK], "pass null"],
    ["unknown_type", [answered(400)], "fail unknown_type"],
    ["unknown_type", [answered(500)], "fail unknown_type"],
    ["slow_ack", [OK, answered(200, { tookMs: 2_000 })], "pass null"],
    ["slow_ack", [answered(200, { tookMs: 2_001 }), OK], "warn acknowledge_first"],
    ["slow_ack", [OK, answered(200, { tookMs: 5_001 })], "fail acknowledge_first"],
    ["slow_ack", [OK, failed("timeout_headers", "late")], "fail acknowledge_first"],
  ] as const)("%s of %j", (scenario, observed, expected) => {
    expect(verdictOf(scenario, observed)).toBe(expected);
  });

  it.each(EXAM_SCENARIOS.filter((scenario) => scenario !== "valid"))(
    "%s says nothing about a consumer that takes no valid event",
    (scenario) => {
      expect(verdictOf(scenario, [], DOWN)).toBe("skipped null");
      expect(judge(scenario, [], answered(401)).finding).toContain("Answered 401");
    },
  );
});

it("has advice for everything it finds", () => {
  for (const kind of FIX_KINDS) expect(fixOf(kind).summary.length, kind).toBeGreaterThan(40);
  expect(fixOf("verify").code.map(({ title }) => title)).toEqual(["Node (Express)", "Python", "Go", "PHP", "Ruby"]);
});
