import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { curlOf } from "./curl.ts";

/** What a real shell would hand to curl: its arguments, one by one. */
function argumentsOf(command: string): readonly string[] {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  return execFileSync("sh", ["-c", script]).toString("utf8").split("\0").slice(0, -1);
}

const HEADERS = { "content-type": "application/json", "x-callcall-signature": "t=1,v1=ab" };

describe("curlOf", () => {
  it.each([
    '{"a":1}',
    `{"it's":"'\\''","$HOME":"\`id\`","!":"!!","\\\\":"\\u0027"}`,
    '{\n\t"a" : 1.0,\r\n "a": 12345678901234567890 }\n',
    "@/etc/passwd",
    "",
    "'",
    "'; rm -rf / #",
    '{"t":"é 😀 \u202e \u001b[31m $(id) %s \\n"}',
    `{"long":"${"x'\n".repeat(5000)}"}`,
  ])("hands the shell exactly these bytes (%#)", (body) => {
    const { command } = curlOf({ url: "https://a.example/hook", headers: HEADERS, body });
    const given = argumentsOf(command);
    expect(given[given.indexOf("--data-raw") + 1]).toBe(body);
    expect(given).toContain("x-callcall-signature: t=1,v1=ab");
  });

  it("keeps an address as it is", () => {
    const url = "http://[::1]:8080/a?b={1,2}&c='$(id)'#d";
    const given = argumentsOf(curlOf({ url, headers: {}, body: "1" }).command);
    expect(given).toEqual(["-i", "-X", "POST", "--globoff", url, "--data-raw", "1"]);
  });

  it("says which headers it cannot fill in, and sends empty ones", () => {
    const { command, masked } = curlOf({
      url: "https://a.example",
      headers: { authorization: "•••", "x-e": "" },
      body: "1",
    });
    expect(masked).toEqual(["authorization"]);
    expect(argumentsOf(command)).toContain("authorization: REPLACE_WITH_YOUR_VALUE");
    expect(argumentsOf(command)).toContain("x-e;");
  });

  it("does not wait for 100 Continue with a large body", () => {
    expect(argumentsOf(curlOf({ url: "https://a.example", headers: {}, body: "x".repeat(1024) }).command)).toContain(
      "expect:",
    );
    expect(
      argumentsOf(curlOf({ url: "https://a.example", headers: {}, body: "x".repeat(1023) }).command),
    ).not.toContain("expect:");
  });
});
