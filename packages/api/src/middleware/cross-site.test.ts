import { describe, expect, it } from "vitest";
import { type Exposure, isOurs, type Provenance } from "./cross-site.ts";

const BASE: Provenance = {
  fetchSite: undefined,
  origin: undefined,
  host: "hooks.example",
  publicOrigin: "https://public.example",
};

function verdicts(provenance: Partial<Provenance>): Record<Exposure, boolean> {
  const of = (exposure: Exposure): boolean => isOurs(exposure, { ...BASE, ...provenance });
  return { change: of("change"), read: of("read"), open: of("open") };
}

const YES = { change: true, read: true, open: true };
const NO = { change: false, read: false, open: false };

describe("what Sec-Fetch-Site says", () => {
  it.each([
    ["same-origin", YES],
    ["none", { change: false, read: true, open: false }],
    ["same-site", NO],
    ["cross-site", NO],
    ["Same-Origin", NO],
    ["", NO],
    ["something new", NO],
  ])("%j", (fetchSite, expected) => {
    expect(verdicts({ fetchSite })).toEqual(expected);
  });

  it("counts for more than the Origin", () => {
    expect(verdicts({ fetchSite: "cross-site", origin: "https://hooks.example" })).toEqual(NO);
  });
});

describe("without Sec-Fetch-Site, the Origin", () => {
  it.each([
    ["https://hooks.example", "hooks.example"],
    ["http://hooks.example", "hooks.example"],
    ["https://hooks.example", "hooks.example:443"],
    ["https://Hooks.Example", "HOOKS.example"],
    ["https://hooks.example:8443", "hooks.example:8443"],
    ["http://127.0.0.1:4400", "127.0.0.1:4400"],
    ["http://[::1]:4400", "[::1]:4400"],
    ["https://public.example", "10.0.0.7:4400"],
  ])("%s is that of %s", (origin, host) => {
    expect(verdicts({ origin, host })).toEqual(YES);
  });

  it.each([
    ["https://evil.example", "hooks.example"],
    ["https://hooks.example:8443", "hooks.example"],
    ["http://127.0.0.1:3000", "127.0.0.1:4400"],
    ["http://localhost:4400", "127.0.0.1:4400"],
    ["http://hooks.example", "hooks.example:443"],
    ["https://hooks.example.evil.example", "hooks.example"],
    ["http://public.example", "hooks.example"],
    ["null", "hooks.example"],
    ["file://", "hooks.example"],
    ["file://hooks.example", "hooks.example"],
    ["", "hooks.example"],
    ["https://hooks.example", undefined],
    ["https://hooks.example", "not a host"],
  ])("%j is not that of %s", (origin, host) => {
    expect(verdicts({ origin, host })).toEqual(NO);
  });
});

it("without both, only what is no change may pass", () => {
  expect(verdicts({})).toEqual({ change: false, read: true, open: true });
});
