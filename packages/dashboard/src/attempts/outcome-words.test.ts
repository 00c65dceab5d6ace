import { OUTCOMES } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import docs from "../../../../docs/delivery.md?raw";
import { OUTCOME_LOOKS } from "../components/tone.ts";
import { OUTCOME_WORDS, wordsOf } from "./outcome-words.ts";

const rows = new Map(
  [...docs.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, outcome = "", meaning = "", then = "", advice = ""]) => [outcome, { meaning, then, advice }],
  ),
);

/** Figures and names of a sentence: what both must have. */
function facts(text: string): readonly string[] {
  return text.match(/\b(?:\d+(?:\.\d+)?|TLS|DNS|HTTP|AAAA|2xx|URL|Gone|self-signed|intermediate|interim)\b/g) ?? [];
}

describe("the words of every outcome", () => {
  it.each(OUTCOMES)("%s: agree with docs/delivery.md", (outcome) => {
    const row = rows.get(outcome);
    const words = OUTCOME_WORDS[outcome];
    const said = `${OUTCOME_LOOKS[outcome].label} ${words.meaning} ${words.advice}`.replace("address", "address URL");
    for (const fact of facts(`${row?.meaning} ${row?.then} ${row?.advice}`)) expect(said).toContain(fact);
    expect(words.meaning).toMatch(/\.$/);
    expect(words.advice).toMatch(/\.$/);
    // Not charged in the document, not charged here.
    expect(/not charged/.test(words.meaning)).toBe(/not charged/.test(row?.then ?? ""));
  });
});

describe("wordsOf", () => {
  it("is sharper where the status allows", () => {
    expect(wordsOf("http_4xx", 401).advice).toContain("signature");
    expect(wordsOf("http_4xx", 404).steps).toContain("edit_endpoint");
    expect(wordsOf("http_4xx", 418).advice).toBe(OUTCOME_WORDS.http_4xx.advice);
    expect(wordsOf("http_5xx", 504).advice).toContain("Acknowledge first");
  });

  it("names the address that a redirect points to", () => {
    expect(wordsOf("http_3xx", 301, "https://www.example.com/hook").advice).toContain("https://www.example.com/hook");
    expect(wordsOf("http_3xx", 301).advice).toBe(OUTCOME_WORDS.http_3xx.advice);
  });
});
