import { describe, expect, it } from "vitest";
import type { Mode } from "./catalogue.ts";
import { ConfigError, resolveConfig, type ServerConfig } from "./resolve.ts";

const KEYS = { CALLCALL_API_KEY: "operator-key", CALLCALL_MASTER_KEY: "m".repeat(32) };

function resolved(mode: Mode, flags: Record<string, string> = {}, env: Record<string, string> = {}): ServerConfig {
  return resolveConfig({ mode, flags, env });
}

function faultsOf(mode: Mode, flags: Record<string, string> = {}, env: Record<string, string> = {}): readonly string[] {
  try {
    resolved(mode, flags, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe("resolveConfig", () => {
  it("has the documented defaults", () => {
    const config = resolved("development");
    expect(config).toMatchObject({ port: 4400, host: "127.0.0.1", apiKey: undefined, drainMs: 20_000 });
    expect(config.database).toEqual({ kind: "sqlite", path: `${config.dataDir}/callcall.db` });
    expect(resolved("production", {}, KEYS).host).toBe("0.0.0.0");
  });

  it("lets a flag win over the environment, and that over the default", () => {
    const env = { CALLCALL_PORT: "5000" };
    expect(resolved("development", {}, env).port).toBe(5000);
    expect(resolved("development", { port: "6000" }, env).port).toBe(6000);
  });

  it("does not start in production without its keys, and names both", () => {
    expect(faultsOf("production")).toEqual([
      expect.stringContaining("CALLCALL_API_KEY is missing"),
      expect.stringContaining("CALLCALL_MASTER_KEY is missing"),
    ]);
  });

  it("keeps a development server off the network unless told twice", () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.4", "example.com"]) {
      expect(faultsOf("development", { host })).toEqual([expect.stringContaining("--dev-on-network")]);
      expect(faultsOf("development", { host, devOnNetwork: "yes" })).toEqual([]);
    }
    for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
      expect(faultsOf("development", { host })).toEqual([]);
  });

  it.each([
    ["30d", 30 * 86_400_000],
    ["12h", 12 * 3_600_000],
    ["90m", 90 * 60_000],
    ["45s", 45_000],
    ["3650d", 3_650 * 86_400_000],
    ["off", null],
    ["0", null],
  ])("reads how long to keep things: %s", (text, ms) => {
    expect(resolved("development", { retention: text }).eventsKeptMs).toBe(ms);
  });

  it("keeps events for 30 days, payloads as long as these, the audit log for 400 days", () => {
    const config = resolved("development");
    expect(config).toMatchObject({
      eventsKeptMs: 30 * 86_400_000,
      payloadsKeptMs: null,
      auditKeptMs: 400 * 86_400_000,
    });
    expect(resolved("development", { payloadRetention: "7d" }).payloadsKeptMs).toBe(7 * 86_400_000);
  });

  it("does not promise to keep a payload longer than its event", () => {
    expect(faultsOf("development", { retention: "7d", payloadRetention: "8d" })).toEqual([
      "CALLCALL_PAYLOAD_RETENTION must not be longer than CALLCALL_RETENTION: a payload goes with its event.",
    ]);
    expect(faultsOf("development", { retention: "off", payloadRetention: "8d" })).toEqual([]);
  });

  it.each([
    ["retention", "30"],
    ["retention", "1.5d"],
    ["retention", "0d"],
    ["retention", "3651d"],
    ["payloadRetention", "-7d"],
    ["auditRetention", ""],
    ["port", "65536"],
    ["port", "-1"],
    ["port", "4400x"],
    ["port", ""],
    ["retrySchedule", "1,two"],
    ["retrySchedule", Array(51).fill("1").join(",")],
    ["inFlightPerWebhook", "0"],
    ["inFlightPerAccount", "0"],
    ["inFlightPerHost", "20001"],
    ["queuedInMemory", "999"],
    ["breaker", "maybe"],
    ["payloadBytes", "262145"],
    ["extraPorts", "443,0"],
    ["drainSeconds", "601"],
    ["databaseUrl", "mysql://localhost/x"],
    ["publicUrl", "webhooks.example"],
    ["trustedProxies", "proxy.internal"],
    ["trustedProxies", "10.0.0.1,"],
    ["trustedProxies", "10.0.0.0/33"],
    ["trustedProxies", "10.0.0.0/8/8"],
    ["trustedProxies", "0.0.0.0/0"],
    ["trustedProxies", "fe80::1%eth0"],
    ["trustedProxies", "::1/129"],
    ["mailFrom", "nobody"],
    ["mailFrom", "a@example.com\nbcc: b@example.com"],
    ["mailFrom", "Name <a@example.com>, b@example.com"],
    ["mailFrom", 'No"quotes <a@example.com>'],
    ["metricsPort", "-1"],
    ["logLevel", "verbose"],
    ["publicUrl", "ftp://webhooks.example"],
    ["publicUrl", "https://webhooks.example/behind"],
    ["publicUrl", "https://user:pass@webhooks.example"],
  ])("refuses %s = %j with the cure", (name, text) => {
    expect(faultsOf("development", { [name]: text })).toEqual([expect.stringMatching(/must be/)]);
  });

  it("bounds one host in production, and leaves the only one there is to a development server", () => {
    const keys = { CALLCALL_API_KEY: "x".repeat(32), CALLCALL_MASTER_KEY: "y".repeat(32) };
    expect(resolved("development", {}).inFlightPerHost).toBe(512);
    expect(resolved("production", {}, keys).inFlightPerHost).toBe(128);
  });

  it("takes a PostgreSQL server for the database, and repeats nothing of an address that it refuses", () => {
    const url = "postgresql://user:secret@localhost/app";
    expect(resolved("development", { databaseUrl: url }).database).toEqual({ kind: "postgres", url });
    const faults = faultsOf("development", { databaseUrl: "postgres://user:secret@localhost:port/app" });
    expect(faults).toEqual([expect.stringMatching(/^CALLCALL_DATABASE_URL must be postgres:/)]);
    expect(faults.join()).not.toContain("secret");
  });

  it("does not repeat a secret that it refuses", () => {
    const faults = faultsOf("development", {}, { CALLCALL_API_KEY: "two words", CALLCALL_MASTER_KEY: "short-secret" });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toMatch(/two words|short-secret/);
  });

  it("knows where others reach it when it is told", () => {
    expect(resolved("production", {}, KEYS).publicUrl).toBeUndefined();
    const env = { ...KEYS, CALLCALL_PUBLIC_URL: "https://Webhooks.Example:443/" };
    expect(resolved("production", {}, env).publicUrl).toBe("https://webhooks.example");
  });

  it("reads the proxies that it may believe", () => {
    expect(resolved("development").trustedProxies).toEqual([]);
    const trustedProxies = "10.0.0.0/8, 192.0.2.1,2001:db8::/32";
    expect(resolved("development", { trustedProxies }).trustedProxies).toEqual([
      "10.0.0.0/8",
      "192.0.2.1",
      "2001:db8::/32",
    ]);
  });

  it.each([
    ["smtp://mail.example", { host: "mail.example", port: 587, encryption: "starttls", auth: null }],
    ["smtps://mail.example/", { host: "mail.example", port: 465, encryption: "tls", auth: null }],
    ["smtp://[::1]:1025?tls=off", { host: "::1", port: 1025, encryption: "none", auth: null }],
    ["smtp://me%40x:p%3Aw@mail.example:25", { port: 25, auth: { user: "me@x", pass: "p:w" } }],
  ])("takes mail server %s", (url, server) => {
    const env = { CALLCALL_SMTP_URL: url, CALLCALL_MAIL_FROM: "CallCall <alerts@example.com>" };
    expect(resolved("development", {}, env).mail).toMatchObject({
      server,
      from: { name: "CallCall", address: "alerts@example.com" },
    });
  });

  it.each([
    "mail.example:587",
    "http://mail.example",
    "smtp://user@mail.example",
    "smtp://:secret@mail.example",
    "smtp://mail.example/path",
    "smtp://mail.example?tls=maybe",
    "smtps://mail.example?tls=off",
    "smtp://a:%zz@mail.example",
  ])("refuses mail server %s without repeating it", (url) => {
    const env = { CALLCALL_SMTP_URL: url, CALLCALL_MAIL_FROM: "alerts@example.com" };
    const faults = faultsOf("development", {}, env);
    expect(faults).toEqual([expect.stringMatching(/^CALLCALL_SMTP_URL must be smtp:/)]);
    expect(faults.join()).not.toContain(url);
  });

  it("wants a mail server and a sender, or neither", () => {
    expect(resolved("development", {}).mail).toBeUndefined();
    expect(faultsOf("development", {}, { CALLCALL_SMTP_URL: "smtp://mail.example" })).toEqual([
      expect.stringMatching(/^CALLCALL_MAIL_FROM is missing/),
    ]);
    expect(faultsOf("development", { mailFrom: "alerts@example.com" })).toEqual([
      expect.stringMatching(/^CALLCALL_SMTP_URL is missing/),
    ]);
  });

  it("takes a public URL over plain http in production only on loopback", () => {
    const to = (url: string) => () => resolved("production", {}, { ...KEYS, CALLCALL_PUBLIC_URL: url });
    expect(to("http://hooks.example")).toThrow(/CALLCALL_PUBLIC_URL must be https in production/);
    for (const url of ["http://127.0.0.1:4400", "http://[::1]:4400", "http://localhost"]) expect(to(url)).not.toThrow();
  });

  it("reads a database path and a schedule", () => {
    expect(resolved("development", { databaseUrl: "sqlite:/var/lib/callcall/x.db" }).database).toEqual({
      kind: "sqlite",
      path: "/var/lib/callcall/x.db",
    });
    expect(resolved("development", { retrySchedule: "1, 2,3" }).retryScheduleSeconds).toEqual([1, 2, 3]);
    expect(resolved("development", { retrySchedule: "" }).retryScheduleSeconds).toEqual([]);
  });

  it("serves metrics on a port of their own only when it is told one", () => {
    expect(resolved("development")).toMatchObject({ metrics: undefined, logLevel: "info" });
    expect(resolved("development", { metricsPort: "9464" }).metrics).toEqual({ port: 9464, host: "127.0.0.1" });
  });

  it.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }, "http/protobuf"],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/v1/traces" }, "http/protobuf"],
    [{ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }, "http/json"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_TRACES_EXPORTER: "none" }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_SDK_DISABLED: "true" }, undefined],
  ])("by OpenTelemetry's own variables %j sends spans as %s", (env, protocol) => {
    expect(resolved("development", {}, env).traces).toBe(protocol);
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: "zipkin" }, /^OTEL_TRACES_EXPORTER must be otlp or none/],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      /^OTEL_EXPORTER_OTLP_PROTOCOL must be http\/protobuf or http\/json, not "grpc"/,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, /^OTEL_EXPORTER_OTLP_ENDPOINT must be an http\(s\) URL/],
  ])("refuses %j with the cure", (env, fault) => {
    expect(faultsOf("development", {}, env)).toEqual([expect.stringMatching(fault)]);
  });
});
