import { LIMITS, Problem } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { createSignInLimit, type SignInLimit } from "./sign-in-limit.ts";

const TRIES = LIMITS.sign_ins_per_minute;

function fail(limit: SignInLimit, address: string, times: number, nowMs = 0): void {
  for (let n = 0; n < times; n++) limit.take(address, nowMs);
}

function refusal(limit: SignInLimit, address: string, nowMs = 0): Problem | undefined {
  try {
    limit.take(address, nowMs);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  return undefined;
}

describe("the limit of sign-ins", () => {
  it("refuses the try after the last one allowed, until the minute is over", () => {
    const limit = createSignInLimit();
    fail(limit, "192.0.2.1", TRIES, 1_000);
    expect(refusal(limit, "192.0.2.1", 31_000)).toMatchObject({ code: "rate_limited", retryAfterSeconds: 30 });
    expect(refusal(limit, "192.0.2.1", 60_999)).toMatchObject({ retryAfterSeconds: 1 });
    expect(refusal(limit, "192.0.2.1", 61_000)).toBeUndefined();
  });

  it("does not slow down who has a key, however often", () => {
    const limit = createSignInLimit();
    for (let n = 0; n < 100; n++) limit.take("192.0.2.1", 0)();
    fail(limit, "192.0.2.1", TRIES);
    expect(refusal(limit, "192.0.2.1")).toBeDefined();
  });

  it("counts tries that come all at once", () => {
    const limit = createSignInLimit();
    fail(limit, "192.0.2.1", TRIES);
    expect(refusal(limit, "192.0.2.1")).toBeDefined();
    expect(refusal(limit, "192.0.2.2")).toBeUndefined();
  });

  it.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"],
    ["2001:db8::1", "2001:db8:0:0:8::"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["fe80::1%eth0", "fe80::2"],
    ["::1", "0:0:0:0:1::"],
  ])("takes %s and %s for one", (one, other) => {
    const limit = createSignInLimit();
    fail(limit, one, TRIES);
    expect(refusal(limit, other)).toBeDefined();
  });

  it("keeps other networks apart", () => {
    const limit = createSignInLimit();
    fail(limit, "2001:db8:1:2::1", TRIES);
    for (const other of ["2001:db8:1:3::1", "::1", "192.0.2.1"]) expect(refusal(limit, other)).toBeUndefined();
  });

  it("starts anew when the clock was set back", () => {
    const limit = createSignInLimit();
    fail(limit, "192.0.2.1", TRIES, 1_000_000);
    expect(refusal(limit, "192.0.2.1", 0)).toBeUndefined();
  });
});
