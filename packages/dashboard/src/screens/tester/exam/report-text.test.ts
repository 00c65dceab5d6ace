import type { ExamReport, ExamResult } from "@callcall/webhooks/client";
import { expect, it } from "vitest";
import { markdownOf, merged, scoreOf, unpassed } from "./report-text.ts";

function result(scenario: ExamResult["scenario"], verdict: ExamResult["verdict"]): ExamResult {
  const fix = verdict === "fail" ? { summary: "Verify always.", code: [] } : null;
  return { scenario, verdict, title: `The ${scenario}`, expectation: "400", finding: "200", fix, attempts: [] };
}

function report(...results: ExamResult[]): ExamReport {
  return {
    webhook_id: "wh_1",
    passed: false,
    started_at: "2026-01-01T00:00:00.000Z",
    finished_at: "2026-01-01T00:00:09.000Z",
    results,
  };
}

const FIRST = report(result("valid", "pass"), result("wrong_signature", "fail"), result("slow_ack", "warn"));

it("counts a warning as a half", () => {
  expect(scoreOf(FIRST)).toEqual({ points: 1.5, of: 3 });
});

it("runs again what did not pass, and puts it where it stood", () => {
  expect(unpassed(FIRST)).toEqual(["wrong_signature", "slow_ack"]);
  const again = report(result("wrong_signature", "pass"), result("slow_ack", "warn"));
  const after = merged(FIRST, again);
  expect(after.results.map(({ scenario, verdict }) => [scenario, verdict])).toEqual([
    ["valid", "pass"],
    ["wrong_signature", "pass"],
    ["slow_ack", "warn"],
  ]);
  expect(after.passed).toBe(true);
  expect(merged(FIRST, report(result("slow_ack", "pass"))).passed).toBe(false);
});

it("is a text for a ticket, with what to do", () => {
  const text = markdownOf(FIRST, "https://a.example/hook");
  expect(text).toContain("## Exam of https://a.example/hook: 1.5 of 3");
  expect(text).toContain("### The wrong_signature: Failed\n\n- Expected: 400\n- Found: 200\n- To do: Verify always.");
});
