import type { Alert } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import { FIRST_CONDITIONS, KINDS } from "./kinds.ts";
import { toAlertsSearch, toNewRuleSearch } from "./search.ts";
import { conditionInWords, figureInWords, silence, span } from "./words.ts";

describe("words", () => {
  it("tell how long, without a rest", () => {
    expect([60, 90, 900, 3_600, 5_400, 86_400].map(span)).toEqual([
      "1 minute",
      "90 seconds",
      "15 minutes",
      "1 hour",
      "90 minutes",
      "1 day",
    ]);
  });

  it("say what a rule waits for", () => {
    expect(conditionInWords(FIRST_CONDITIONS.failing_rate)).toBe(
      "Tell me when 50 % or more of the attempts fail within 15 minutes, if there were at least 10.",
    );
    for (const kind of KINDS) expect(conditionInWords(FIRST_CONDITIONS[kind])).toMatch(/^Tell me when .*\.$/);
  });

  it("give each figure its unit", () => {
    expect(figureInWords("failing_rate", 62.46)).toBe("62.5 %");
    expect(figureInWords("latency", 5_200)).toBe("5.20 s");
    expect(figureInWords("backlog_age", 960)).toBe("16 minutes");
    expect(figureInWords("webhook_disabled", null)).toBeNull();
  });

  it("say why nobody was told", () => {
    const alert = { muted: false, notifications: [] as Alert["notifications"] } as Alert;
    expect(silence(alert)).toContain("no channel");
    expect(silence({ ...alert, muted: true })).toContain("muted");
  });
});

describe("addresses", () => {
  it("keep what names something, and nothing else", () => {
    expect(toAlertsSearch({ webhook: "wh_1", rule: "alr_failingRate", other: "x" })).toEqual({
      webhook: "wh_1",
      rule: "alr_failingRate",
    });
    expect(toAlertsSearch({ webhook: "evt_1", rule: 7 })).toEqual({});
    expect(toNewRuleSearch({ kind: "latency", webhook: "wh_1" })).toEqual({ kind: "latency", webhook: "wh_1" });
    expect(toNewRuleSearch({ kind: "nothing" })).toEqual({});
  });
});
