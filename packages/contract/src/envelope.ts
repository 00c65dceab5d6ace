/** The facts of an event that its envelope shows, beside `data`. */
export interface EnvelopeHead {
  readonly id: string;
  readonly type: string;
  /** When it was accepted, in milliseconds since the epoch; shown in UTC seconds. */
  readonly createdMs: number;
  /** The payload version pinned on the webhook. */
  readonly version: string;
}

const encoder = new TextEncoder();

/** `2025-02-07T02:55:00Z`: UTC, whole seconds. */
export function formatCreated(createdMs: number): string {
  return `${new Date(createdMs).toISOString().slice(0, 19)}Z`;
}

/**
 * The body of a delivery in the guide's key order. `data` is copied byte for byte: parsing and
 * printing it again would alter 12345678901234567890, 1.0, duplicate keys and key order.
 */
export function buildEnvelope(head: EnvelopeHead, data: Uint8Array): Uint8Array {
  // Ids, types and versions have grammars without quotes or backslashes, so plain concatenation is safe JSON.
  const before = encoder.encode(
    `{"id":"${head.id}","type":"${head.type}","created":"${formatCreated(head.createdMs)}","data":`,
  );
  const after = encoder.encode(`,"version":"${head.version}"}`);
  const body = new Uint8Array(before.length + data.length + after.length);
  body.set(before, 0);
  body.set(data, before.length);
  body.set(after, before.length + data.length);
  return body;
}
