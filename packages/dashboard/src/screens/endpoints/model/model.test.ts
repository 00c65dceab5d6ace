import type { Webhook } from "@callcall/webhooks/client";
import { describe, expect, it } from "vitest";
import { windowOf } from "../../../components/stats-window.ts";
import { changesBetween, checkOf, draftOf, EMPTY_DRAFT, emptyLine, settingsOf } from "./draft.ts";
import { eventFaults, faultAt, faultUnder } from "./faults.ts";
import { healthOf, noticeOf } from "./health.ts";
import { found, healthCounts, rowsOf, toEndpointsSearch } from "./list.ts";
import { secretLine } from "./secret-line.ts";
import { expressSnippet } from "./snippet.ts";
import { coversAny, familiesOf, subscriptionText } from "./subscription.ts";
import { shortUrl } from "./url.ts";

const NOW = Date.parse("2026-11-24T12:00:00.000Z");

function webhook(changes: Partial<Webhook> = {}): Webhook {
  return {
    id: "wh_1",
    url: "https://a.example/hook",
    events: ["customer.qualified"],
    description: "",
    status: "enabled",
    disabled_reason: null,
    version: "2024-01-01",
    headers: {},
    filter: null,
    rate_limit: null,
    ordering: "none",
    on_exhausted: "skip",
    blocked_by: null,
    retry_policy: { schedule_seconds: [2, 4] },
    deadline_ms: 15_000,
    metadata: {},
    secret: "whsec_…abcd",
    signing_secrets: [],
    secret_rotation: null,
    secret_rotation_due_at: null,
    paused_until: null,
    failing_since: null,
    breaker: null,
    created_at: "2026-11-01T00:00:00.000Z",
    updated_at: "2026-11-01T00:00:00.000Z",
    ...changes,
  };
}

describe("the health of an endpoint", () => {
  it("is what matters most now", () => {
    const failing_since = "2026-11-24T11:00:00.000Z";
    expect(healthOf(webhook(), NOW)).toBe("enabled");
    expect(healthOf(webhook({ failing_since }), NOW)).toBe("failing");
    expect(healthOf(webhook({ failing_since, paused_until: "2026-11-24T12:00:01.000Z" }), NOW)).toBe("paused");
    expect(healthOf(webhook({ paused_until: "2026-11-24T12:00:00.000Z" }), NOW)).toBe("enabled");
    expect(healthOf(webhook({ failing_since, status: "disabled" }), NOW)).toBe("disabled");
  });

  it("has words for every reason, and none when all is well", () => {
    expect(noticeOf(webhook(), NOW)).toBeNull();
    for (const disabled_reason of ["by_hand", "gone", "failing"] as const) {
      expect(noticeOf(webhook({ status: "disabled", disabled_reason }), NOW)?.action).toBe("enable");
    }
  });
});

describe("the list", () => {
  const totals = { success_rate: 1, attempts: 5, pending: 0 };
  const stats = [
    { webhook_id: "wh_1", totals: { ...totals, success_rate: 0.5, attempts: 9 }, buckets: [] },
    { webhook_id: "wh_2", totals, buckets: [] },
  ] as never;
  const rows = rowsOf(
    [
      webhook({ description: "Billing", metadata: { team: "money" } }),
      webhook({ id: "wh_2", url: "https://b.example/", events: ["customer.*"], status: "disabled" }),
      webhook({ id: "wh_3", url: "https://c.example/", events: ["*"] }),
    ],
    stats,
    NOW,
  );
  const ids = (search: Parameters<typeof found>[1]) => found(rows, search).map((row) => row.webhook.id);

  it("finds by every word, anywhere", () => {
    expect(ids({ q: "BILLING money" })).toEqual(["wh_1"]);
    expect(ids({ q: "billing nothing" })).toEqual([]);
    expect(ids({ q: "b.example" })).toEqual(["wh_2"]);
    expect(ids({ q: "wh_3" })).toEqual(["wh_3"]);
    expect(ids({ q: "h_3" })).toEqual([]);
  });

  it("filters by state and by what would be sent", () => {
    expect(ids({ status: "disabled" })).toEqual(["wh_2"]);
    expect(ids({ type: "customer.lost" })).toEqual(["wh_2", "wh_3"]);
    expect(healthCounts(rows)).toEqual({ enabled: 2, failing: 0, paused: 0, disabled: 1 });
  });

  it("is ordered by what is worst, busiest or by address", () => {
    expect(ids({ order: "worst" })).toEqual(["wh_2", "wh_1", "wh_3"]);
    expect(ids({ order: "busiest" })).toEqual(["wh_1", "wh_2", "wh_3"]);
    expect(ids({})).toEqual(["wh_1", "wh_2", "wh_3"]);
  });

  it("reads an address that anybody wrote", () => {
    expect(toEndpointsSearch({ q: 42, status: "dead", type: ["x"], order: "worst", other: 1 })).toEqual({
      q: "42",
      order: "worst",
    });
  });
});

describe("subscriptions", () => {
  it("cover names, families and everything", () => {
    expect(coversAny(["customer.*"], "customer.a.b")).toBe(true);
    expect(coversAny(["customer.*"], "customers.a")).toBe(false);
    expect(coversAny(["*"], "x.y")).toBe(true);
    expect(familiesOf(["a.b.c", "a.d"])).toEqual(["a.*", "a.b.*"]);
    expect(subscriptionText(["a.a", "b.b", "c.c"])).toBe("a.a, b.b and 1 more");
    expect(subscriptionText(["a.a", "*"])).toBe("All events");
  });
});

describe("a draft", () => {
  it("of a webhook changes nothing by itself", () => {
    const draft = draftOf(webhook({ headers: { authorization: null }, filter: "data.a == 1", rate_limit: 5 }));
    expect(changesBetween(draft, draft)).toEqual({});
    expect(settingsOf(draft).headers).toEqual({ authorization: null });
  });

  it("says only what was changed, in the words of the API", () => {
    const before = draftOf(webhook({ filter: "data.a == 1", rate_limit: 5 }));
    const after = { ...before, filter: " ", rateLimit: "" as const, deadlineSeconds: 2.5, schedule: null };
    expect(changesBetween(before, after)).toEqual({
      filter: null,
      rate_limit: null,
      deadline_ms: 2_500,
      retry_policy: null,
    });
    const yearly = { ...before, rotationDays: 365, rotationAutomatic: true };
    expect(changesBetween(before, yearly)).toEqual({ secret_rotation: { period_days: 365, automatic: true } });
  });

  it("leaves out what nobody has begun, and lines without a name", () => {
    const headers = [{ key: 0, name: " ", value: "x" }, emptyLine([{ key: 0, name: "", value: "" }])];
    const check = checkOf({ ...EMPTY_DRAFT, headers }, null);
    expect(check).not.toHaveProperty("url");
    expect(check).not.toHaveProperty("events");
    expect(check.headers).toEqual({});
    expect(headers.map(({ key }) => key)).toEqual([0, 1]);
  });
});

describe("faults", () => {
  const faults = [
    { pointer: "/events/1", detail: "is not a known event type. Did you mean customer.qualified?" },
    { pointer: "/headers/a~1b", detail: "is reserved" },
  ];

  it("stand at their field, with the name that was meant", () => {
    expect(eventFaults(faults, ["x.y", "customer.qualifed"])).toEqual([
      { pattern: "customer.qualifed", detail: faults[0]?.detail, suggestion: "customer.qualified" },
    ]);
    // Judged before the last change: it belongs to nothing any more.
    expect(eventFaults(faults, ["x.y"])).toEqual([]);
    expect(faultAt(faults, "/headers/a~1b")).toBe("Is reserved.");
    expect(faultAt(faults, "/headers")).toBeUndefined();
    expect(faultUnder(faults, "/headers")).toBe("Is reserved.");
  });
});

describe("what is drawn", () => {
  it("shows a rotation from its beginning to the end of the last old secret", () => {
    const { bars, now } = secretLine(
      [
        { hint: "new", created_at: "2026-11-24T12:00:00.000Z", expires_at: null },
        { hint: "old", created_at: "2026-01-01T00:00:00.000Z", expires_at: "2026-11-25T12:00:00.000Z" },
      ],
      NOW + 12 * 3_600_000,
    );
    expect(now).toBeCloseTo(0.5);
    expect(bars[0]).toMatchObject({ newest: true, to: 1 });
    expect(bars[1]).toMatchObject({ newest: false, from: 0 });
    expect((bars[1]?.to ?? 0) - (bars[0]?.from ?? 0)).toBeCloseTo(1 / 1.36);
  });

  it("has a window that ends now", () => {
    expect(windowOf(NOW, 3_600_000)).toEqual({
      since: "2026-11-24T11:00:00.000Z",
      until: "2026-11-24T12:00:00.000Z",
      bucket_seconds: "60",
    });
  });

  it("keeps both ends of a long address", () => {
    const short = shortUrl(`https://a.example/${"x".repeat(100)}/end`, 40);
    expect(short).toHaveLength(40);
    expect(short).toMatch(/^a\.example\/x+….*\/end$/);
  });

  it("writes the consumer for this very endpoint, and no code that an address smuggles in", () => {
    const code = expressSnippet('https://a.example/x");evil("', ["customer.qualified", "service.*"]);
    expect(code).toContain('app.post("/x%22);evil(%22"');
    expect(code).toContain("await handleCustomerQualified(event.data);");
    expect(code).not.toContain("service");
  });
});
