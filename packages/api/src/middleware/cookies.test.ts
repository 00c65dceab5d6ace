import { describe, expect, it } from "vitest";
import { sessionCookies } from "./cookies.ts";

const PLAIN = sessionCookies(false, 4400);
const SECURE = sessionCookies(true, 4400);
const LINK = { id: "prt_1", embeddable: false };

describe("the session cookie", () => {
  it("is out of reach of scripts, of other hosts and of plain http in production", () => {
    expect(SECURE.set("cs_1", 60, null, undefined)).toEqual([
      "__Host-callcall_session=cs_1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
    ]);
  });

  it("carries the port where two servers may share a host", () => {
    expect(PLAIN.set("cs_1", 60, null, undefined)).toEqual([
      "callcall_session_4400=cs_1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
    ]);
    expect(PLAIN.read("callcall_session_4401=cs_other; callcall_session_4400=cs_mine", undefined)).toBe("cs_mine");
  });

  it.each([
    ["a=b; __Host-callcall_session=cs_1", "cs_1"],
    ["__Host-callcall_session=cs_1;__Host-callcall_portal_prt_1=cs_2", "cs_1"],
    ["__Host-callcall_session=cs_1; __Host-callcall_session=cs_2", undefined],
    ["callcall_session=cs_1", undefined],
    ["__Host-callcall_session=", undefined],
    ["__Host-callcall_session", undefined],
    [`__Host-callcall_session=${"x".repeat(257)}`, undefined],
    [";;=;", undefined],
    [undefined, undefined],
  ])("is read from %j as %j", (header, expected) => {
    expect(SECURE.read(header, undefined)).toBe(expected);
  });

  it("is taken away as it was set", () => {
    expect(SECURE.clear(null)).toEqual(["__Host-callcall_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"]);
  });
});

describe("the cookie of a portal link", () => {
  it("stands beside that of the session, and counts for the page of that link alone", () => {
    const header = "callcall_session_4400=cs_own; callcall_portal_4400_prt_1=cs_1; callcall_portal_4400_prt_2=cs_2";
    expect(PLAIN.read(header, undefined)).toBe("cs_own");
    expect(PLAIN.read(header, "prt_1")).toBe("cs_1");
    expect(PLAIN.read(header, "prt_2")).toBe("cs_2");
    for (const id of ["prt_3", "", "ses_1", "prt_1; x", "../prt_1"]) expect(PLAIN.read(header, id)).toBeUndefined();
  });

  it("is Lax unless the link may be shown in a frame", () => {
    expect(PLAIN.set("cs_1", 60, LINK, undefined)).toEqual([
      "callcall_portal_4400_prt_1=cs_1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
    ]);
    expect(PLAIN.set("cs_1", 60, { ...LINK, embeddable: true }, undefined)).toEqual([
      "callcall_portal_4400_prt_1=cs_1; Path=/; Max-Age=60; HttpOnly; SameSite=None; Secure; Partitioned",
    ]);
  });

  it("pushes out the oldest, so that the headers of a request stay small", () => {
    const header = Array.from({ length: 9 }, (_, n) => `callcall_portal_4400_prt_${n + 1}=x`).join("; ");
    const lines = PLAIN.set("cs_new", 60, { id: "prt_a", embeddable: false }, header);
    const cleared = lines.filter((line) => line.includes("Max-Age=0")).map((line) => line.split("=", 1)[0]);
    expect([...new Set(cleared)].sort()).toEqual(["callcall_portal_4400_prt_1", "callcall_portal_4400_prt_2"]);
  });
});
