import { expect, it } from "vitest";
import { newSecret, prepareSecret } from "../signing/secret.ts";
import { seededRandom } from "../testing/harness.ts";
import { buildRequest, type RequestParts } from "./request.ts";

const data = new TextEncoder().encode('{"n":1}');
const secretOf = (seed: number) => [prepareSecret(newSecret(seededRandom(seed)))];
const parts: RequestParts = {
  eventId: "evt_1",
  eventType: "a.b",
  eventCreatedMs: Date.parse("2025-02-07T02:55:00Z"),
  data,
  deliveryId: "dlv_1",
  attempt: 1,
  webhook: { url: "https://consumer.example/hook", version: "2024-01-01" },
  customHeaders: {},
  secrets: secretOf(1),
  trace: null,
  nowMs: 1_700_000_000_000,
  userAgent: "test",
};

const built = (changed: Partial<RequestParts> = {}) => {
  const { headers, body } = buildRequest({ ...parts, ...changed });
  return { body, text: new TextDecoder().decode(body), headers: Object.fromEntries(headers) };
};

it("an event to many webhooks of one version is one body in memory, signed for each", () => {
  const [one, two] = [built(), built({ deliveryId: "dlv_2", secrets: secretOf(2) })];
  expect(two.body).toBe(one.body);
  expect(two.headers["x-callcall-signature"]).not.toBe(one.headers["x-callcall-signature"]);
  expect(two.headers["x-callcall-delivery-id"]).toBe("dlv_2");
});

it.each([
  ["version", { webhook: { ...parts.webhook, version: "2025-01-01" } }, '"version":"2025-01-01"'],
  ["event", { eventId: "evt_2" }, '"id":"evt_2"'],
  ["type", { eventType: "c.d" }, '"type":"c.d"'],
  ["time", { eventCreatedMs: parts.eventCreatedMs + 1_000 }, "02:55:01Z"],
  ["payload", { data: new TextEncoder().encode('{"n":2}') }, '{"n":2}'],
])("a body of another %s is another", (_, changed, shown) => {
  const before = built();
  const other = built(changed);
  expect(other.text).toContain(shown);
  expect(before.text).not.toContain(shown);
  expect(built().text).toBe(before.text);
});

it("custom headers come last, and none that was saved before a rule forbade it", () => {
  const customHeaders = { "x-team": "a", host: "elsewhere", "x-other": "b" };
  const { headers } = buildRequest({
    ...parts,
    customHeaders,
    trace: { traceparent: `00-${"1".repeat(32)}-${"2".repeat(16)}-01`, tracestate: "k=v" },
  });
  expect(headers.slice(12).map(([name]) => name)).toEqual(["traceparent", "tracestate", "x-team", "x-other"]);
});
