import { OUTCOMES } from "@callcall/contract";
import { describe, expect, it } from "vitest";
import { call, startReceiver, startServer, temporaryDirectory } from "../testing/server.ts";
import { createMetrics } from "./metrics.ts";

/** `name{labels} value` of the text format, by name and labels. */
function samplesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

describe("GET /metrics", () => {
  it("counts what was published, tried, answered and what is left, with no tenant in it", async () => {
    const consumer = await startReceiver((_request, index) => (index === 0 ? 500 : 200));
    const dataDir = await temporaryDirectory();
    const server = await startServer(dataDir, { flags: { metricsPort: "0", retrySchedule: "3600" } });
    const registered = await call(server, "/webhooks", { url: consumer.url, events: ["*"] });
    const webhook = (await registered.json()) as { readonly id: string };
    for (let n = 1; n <= 2; n++) {
      await call(server, "/events", { type: "customer.qualified", data: {} });
      await expect.poll(() => consumer.received).toHaveLength(n);
    }
    await call(server, "/events", { type: "no.such", data: {} });

    const scrape = async () => (await fetch(String(server.metricsUrl))).text();
    await expect.poll(scrape).toContain('callcall_attempts_total{outcome="delivered"} 1');
    const text = await scrape();
    const samples = samplesOf(text);
    const expected = {
      callcall_events_published_total: 2,
      callcall_deliveries_created_total: 2,
      'callcall_publishes_refused_total{code="unknown_event_type"}': 1,
      callcall_publish_duration_seconds_count: 2,
      'callcall_attempts_total{outcome="http_5xx"}': 1,
      'callcall_attempt_duration_seconds_count{result="failed"}': 1,
      'callcall_attempt_duration_seconds_count{result="delivered"}': 1,
      callcall_accepted_to_first_byte_seconds_count: 2,
      callcall_retries_planned_total: 1,
      'callcall_deliveries_finished_total{state="succeeded"}': 1,
      callcall_deliveries_pending: 1,
      callcall_requests_in_flight: 0,
      callcall_lanes: 1,
      callcall_ready: 1,
      callcall_alerts_open: 0,
      'callcall_http_requests_total{method="POST",route="/api/v1/events",status="2xx"}': 2,
      'callcall_http_requests_total{method="POST",route="/api/v1/events",status="4xx"}': 1,
    };
    for (const [name, value] of Object.entries(expected)) expect([name, samples.get(name)]).toEqual([name, value]);
    for (const name of ["commit_duration_seconds_count", "commit_rows_sum", 'store_bytes{file="wal"}']) {
      expect(samples.get(`callcall_${name}`), name).toBeGreaterThan(0);
    }
    for (const name of ["nodejs_eventloop_lag_p99_seconds", "process_resident_memory_bytes"]) {
      expect(samples.has(name), name).toBe(true);
    }
    for (const id of [webhook.id, "acct_", "evt_", "dlv_", consumer.url]) expect(text).not.toContain(id);
    expect(text).not.toContain(server.apiKey);
  }, 30_000);

  it("on the main port is for the operator, on its own for whoever reaches it, and nothing else is there", async () => {
    const server = await startServer(await temporaryDirectory(), { flags: { metricsPort: "0" } });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const headers = { authorization: `Bearer ${server.apiKey}` };
    const answer = await fetch(`${server.url}/metrics`, { headers });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    expect(await answer.text()).toContain("callcall_ready 1");

    const own = String(server.metricsUrl);
    expect(own).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect((await fetch(own, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(new URL("/healthz", own))).status).toBe(404);
    await server.close();
    await expect(fetch(own)).rejects.toThrow();
  }, 30_000);

  it("has no port of its own unless it is given one, and says what is wrong with that", async () => {
    const server = await startServer(await temporaryDirectory());
    expect(server.metricsUrl).toBeNull();
    const taken = new URL(server.url).port;
    await expect(startServer(await temporaryDirectory(), { flags: { metricsPort: taken } })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${taken}: another program has the port. Stop it, or choose another port with --metrics-port (CALLCALL_METRICS_PORT); 0 takes a free one`,
    );
  }, 30_000);
});

it("has every series of a closed list from the start, so that a rate knows zero from nothing", async () => {
  const samples = samplesOf(await createMetrics("1").registry.metrics());
  for (const outcome of OUTCOMES) expect(samples.get(`callcall_attempts_total{outcome="${outcome}"}`)).toBe(0);
  for (const state of ["succeeded", "failed", "cancelled"]) {
    expect(samples.get(`callcall_deliveries_finished_total{state="${state}"}`)).toBe(0);
  }
});

it("names every figure by the conventions: base units, and _total for what only grows", async () => {
  const metrics = await createMetrics("1").registry.getMetricsAsJSON();
  const ours = metrics.filter(({ name }) => name.startsWith("callcall_"));
  expect(ours.length).toBeGreaterThan(15);
  for (const { name, type, help } of ours) {
    expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(name, name).not.toMatch(/_ms$|_milliseconds|_count$|_sum$|_bucket$/);
    if (String(type) === "counter") expect(name).toMatch(/_total$/);
    else expect(name).not.toMatch(/_total$/);
    expect(help, name).not.toBe("");
  }
});
