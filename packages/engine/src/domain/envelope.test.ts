import { describe, expect, it } from "vitest";
import { buildEnvelope } from "./envelope.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("envelope", () => {
  it("has the guide's keys in the guide's order", () => {
    const data = new TextEncoder().encode('{"customer_id":"customer_987654321","score":85}');
    const createdMs = Date.parse("2025-02-07T02:55:00Z");
    const body = buildEnvelope(
      { id: "evt_123456789", type: "customer.qualified", createdMs, version: "2024-01-01" },
      data,
    );
    expect(text(body)).toBe(
      '{"id":"evt_123456789","type":"customer.qualified","created":"2025-02-07T02:55:00Z","data":{"customer_id":"customer_987654321","score":85},"version":"2024-01-01"}',
    );
  });

  it("copies data byte for byte", () => {
    const data = String.raw`{"n":12345678901234567890,"f":1.0,"k":{"b":1,"a":2,"b":3},"u":"\ud800\u0000é"}`;
    const body = buildEnvelope({ id: "e", type: "t", createdMs: 0, version: "v" }, new TextEncoder().encode(data));
    expect(text(body)).toContain(`"data":${data},"version"`);
  });
});
