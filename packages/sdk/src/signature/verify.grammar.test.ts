import { describe, expect, test } from "vitest";
import { signWebhook } from "./node.ts";
import { at, BODY, MAC, macOf, NOW, SECRET, verify, verifyStandard } from "./verify.fixture.ts";

describe("x-callcall-signature grammar", () => {
  const other = macOf("another body");
  const accepted = {
    "one v1": `t=${NOW},v1=${MAC}`,
    "the match is last of three": `t=${NOW},v1=${other},v1=${other},v1=${MAC}`,
    "an unknown version before it": `t=${NOW},v2=abc,v1=${MAC}`,
    "an unknown version after it": `t=${NOW},v1=${MAC},v2=`,
    "an asymmetric version beside it": `t=${NOW},v1=${MAC},v1a=abc+/==`,
  };
  test.each(Object.entries(accepted))("accepts %s", async (_name, header) => {
    expect(await verify(BODY, header, String(NOW), SECRET, at(NOW))).toBe(true);
  });

  const rejected: Record<string, string> = {
    "the empty header": "",
    "no v1": `t=${NOW}`,
    "an empty v1": `t=${NOW},v1=`,
    "an empty v1 beside a good one": `t=${NOW},v1=${MAC},v1=`,
    "v1 without =": `t=${NOW},v1`,
    "the first 8 digits": `t=${NOW},v1=${MAC.slice(0, 8)}`,
    "a 31-byte MAC": `t=${NOW},v1=${MAC.slice(0, 62)}`,
    "a 31.5-byte MAC": `t=${NOW},v1=${MAC.slice(0, 63)}`,
    "a 33-byte MAC": `t=${NOW},v1=${MAC}00`,
    "upper-case hex": `t=${NOW},v1=${MAC.toUpperCase()}`,
    base64: `t=${NOW},v1=${Buffer.from(MAC, "hex").toString("base64")}`,
    "only an unknown version": `t=${NOW},v2=${MAC}`,
    "only v0": `t=${NOW},v0=${MAC}`,
    V1: `t=${NOW},V1=${MAC}`,
    v01: `t=${NOW},v01=${MAC}`,
    "no t": `v1=${MAC}`,
    "t last": `v1=${MAC},t=${NOW}`,
    "t twice": `t=${NOW},t=${NOW},v1=${MAC}`,
    "t twice, apart": `t=${NOW},v1=${MAC},t=${NOW}`,
    T: `T=${NOW},v1=${MAC}`,
    "four v1": `t=${NOW},v1=${MAC},v1=${MAC},v1=${MAC},v1=${MAC}`,
    "a space after the comma": `t=${NOW}, v1=${MAC}`,
    "a space before": ` t=${NOW},v1=${MAC}`,
    "a space after": `t=${NOW},v1=${MAC} `,
    "a newline after": `t=${NOW},v1=${MAC}\n`,
    "a trailing comma": `t=${NOW},v1=${MAC},`,
    "an empty field": `t=${NOW},,v1=${MAC}`,
    semicolons: `t=${NOW};v1=${MAC}`,
    "a quoted MAC": `t=${NOW},v1="${MAC}"`,
    "the same header twice, joined": `t=${NOW},v1=${MAC}, t=${NOW},v1=${MAC}`,
    "the MAC alone": MAC,
    "GitHub's layout": `sha256=${MAC}`,
    "a megabyte of unknown fields": `t=${NOW},v1=${MAC}${",v9=0".repeat(200_000)}`,
  };
  test.each(Object.entries(rejected))("rejects %s", async (_name, header) => {
    expect(await verify(BODY, header, String(NOW), SECRET, at(NOW))).toBe(false);
  });

  test.each([undefined, null, [], [`t=${NOW},v1=${MAC}`]])("rejects %j in the place of a header", async (value) => {
    expect(await verify(BODY, value, String(NOW), SECRET, at(NOW))).toBe(false);
    expect(await verify(BODY, `t=${NOW},v1=${MAC}`, value && [String(NOW)], SECRET, at(NOW))).toBe(false);
  });
});

describe("timestamps", () => {
  // Signed as written, so that the grammar alone decides.
  const rejected = [
    "",
    "0",
    "-1",
    `+${NOW}`,
    `0${NOW}`,
    ` ${NOW}`,
    `${NOW} `,
    `${NOW}.0`,
    "17e8",
    "0x6553f100",
    `${NOW}\n`,
  ];
  test.each([...rejected, "1".repeat(16), "NaN", "Infinity", "١٧"])("rejects %j", async (text) => {
    const signature = `t=${text},v1=${macOf(BODY, SECRET, text)}`;
    expect(await verify(BODY, signature, text, SECRET, { now: NOW, toleranceSeconds: Number.POSITIVE_INFINITY })).toBe(
      false,
    );
  });

  test("t and the timestamp header must be the same text", async () => {
    const signature = `t=${NOW},v1=${MAC}`;
    for (const timestamp of [String(NOW + 1), `${NOW}.0`, `0${NOW}`, "", undefined]) {
      expect(await verify(BODY, signature, timestamp, SECRET, at(NOW))).toBe(false);
    }
  });

  test.each([
    [-301, false],
    [-300, true],
    [0, true],
    [300, true],
    [301, false],
  ])("a timestamp %i s from now: %s", async (offset, expected) => {
    const headers = signWebhook({ id: "evt_1", timestamp: NOW + offset, payload: BODY, secrets: SECRET });
    const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
    expect(await verify(BODY, signature, timestamp, SECRET, at(NOW))).toBe(expected);
    expect(await verifyStandard(BODY, headers, SECRET, at(NOW))).toBe(expected);
  });

  test("the tolerance is an option", async () => {
    const options = (toleranceSeconds: number) => ({ now: NOW + 10, toleranceSeconds });
    const check = (seconds: number) => verify(BODY, `t=${NOW},v1=${MAC}`, String(NOW), SECRET, options(seconds));
    expect(await check(9)).toBe(false);
    expect(await check(10)).toBe(true);
    expect(await check(Number.POSITIVE_INFINITY)).toBe(true);
    expect(await check(Number.NaN)).toBe(false);
  });

  test("the default clock is the system's", async () => {
    const headers = signWebhook({ id: "evt_1", payload: BODY, secrets: SECRET });
    expect(await verify(BODY, headers["x-callcall-signature"], headers["x-callcall-timestamp"], SECRET)).toBe(true);
    expect(await verify(BODY, `t=${NOW},v1=${MAC}`, String(NOW), SECRET)).toBe(false);
  });
});
