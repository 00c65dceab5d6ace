import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEVELOPMENT_POLICY, PRODUCTION_POLICY } from "./policy.ts";
import { judgeAnswers } from "./resolve.ts";

interface ConnectCase {
  readonly expect: "allow" | "deny";
  readonly name: string;
  readonly answers: string[];
  readonly reason: string;
}

const catalogue: { connect: ConnectCase[] } = JSON.parse(
  readFileSync(new URL("hostile-urls.json", import.meta.url), "utf8"),
);

test.each(catalogue.connect)("$expect $name $answers ($reason)", (row) => {
  expect(judgeAnswers(row.answers, PRODUCTION_POLICY).ok).toBe(row.expect === "allow");
});

test("an empty answer is told from a forbidden one", () => {
  expect(judgeAnswers([], PRODUCTION_POLICY)).toMatchObject({ reason: "dns_no_address" });
  expect(judgeAnswers(["10.0.0.1"], PRODUCTION_POLICY)).toMatchObject({ reason: "blocked_address" });
});

test("one bad address refuses all, wherever it stands", () => {
  for (const answers of [
    ["93.184.216.34", "10.0.0.5"],
    ["10.0.0.5", "93.184.216.34"],
    ["93.184.216.34", "2606:2800:220:1::1", "::1"],
  ]) {
    expect(judgeAnswers(answers, PRODUCTION_POLICY)).toMatchObject({ reason: "blocked_address" });
  }
});

test("what is not an address is a bad answer", () => {
  expect(judgeAnswers(["other.customer.com"], PRODUCTION_POLICY).ok).toBe(false);
});

test("development takes loopback answers, not private ones", () => {
  expect(judgeAnswers(["127.0.0.1", "::1"], DEVELOPMENT_POLICY).ok).toBe(true);
  expect(judgeAnswers(["127.0.0.1", "10.0.0.1"], DEVELOPMENT_POLICY).ok).toBe(false);
});
