import type { ExamReport, ExamResult } from "@callcall/webhooks/client";
import type { Tone } from "../../../components/tone.ts";

type Verdict = ExamResult["verdict"];

export const VERDICTS: Readonly<Record<Verdict, { readonly label: string; readonly tone: Tone }>> = {
  pass: { label: "Passed", tone: "ok" },
  warn: { label: "Passed with a warning", tone: "warn" },
  fail: { label: "Failed", tone: "bad" },
  skipped: { label: "Skipped", tone: "calm" },
};

/** Points: one for a pass, a half for a warning. */
export function scoreOf({ results }: Pick<ExamReport, "results">): { readonly points: number; readonly of: number } {
  const worth: Readonly<Record<Verdict, number>> = { pass: 1, warn: 0.5, fail: 0, skipped: 0 };
  return { points: results.reduce((sum, { verdict }) => sum + worth[verdict], 0), of: results.length };
}

/** The scenarios that are to be run again. What was skipped waits for what failed. */
export function unpassed({ results }: Pick<ExamReport, "results">): ExamResult["scenario"][] {
  return results.filter(({ verdict }) => verdict !== "pass").map(({ scenario }) => scenario);
}

/** A report in which some scenarios were run again. */
export function merged(before: ExamReport, again: ExamReport): ExamReport {
  const results = before.results.map(
    (result) => again.results.find(({ scenario }) => scenario === result.scenario) ?? result,
  );
  return { ...again, results, passed: results.every(({ verdict }) => verdict === "pass" || verdict === "warn") };
}

/** The report to paste into a ticket. Without requests: they hold signatures and payloads. */
export function markdownOf(report: ExamReport, url: string): string {
  const { points, of } = scoreOf(report);
  const lines = report.results.flatMap(({ title, verdict, expectation, finding, fix }) => [
    `### ${title}: ${VERDICTS[verdict].label}`,
    "",
    `- Expected: ${expectation}`,
    `- Found: ${finding}`,
    ...(fix === null ? [] : [`- To do: ${fix.summary}`]),
    "",
  ]);
  return [`## Exam of ${url}: ${points} of ${of}`, "", `${report.finished_at}`, "", ...lines].join("\n");
}
