import { formatCreated } from "@callcall/contract";

/** The facts of an event that its envelope shows, beside `data`. */
export interface EnvelopeHead {
  readonly id: string;
  readonly type: string;
  /** When it was accepted, in milliseconds since the epoch; shown in UTC seconds. */
  readonly createdMs: number;
  /** The payload version pinned on the webhook. */
  readonly version: string;
}

/**
 * The body of a delivery in the guide's key order. `data` is copied byte for byte: parsing and
 * printing it again would alter 12345678901234567890, 1.0, duplicate keys and key order.
 */
export function buildEnvelope(head: EnvelopeHead, data: Uint8Array): Uint8Array {
  // Ids, types and versions have grammars without quotes or backslashes, so plain concatenation is safe JSON.
  const before = `{"id":"${head.id}","type":"${head.type}","created":"${formatCreated(head.createdMs)}","data":`;
  const after = `,"version":"${head.version}"}`;
  const dataStart = Buffer.byteLength(before);
  const dataEnd = dataStart + data.length;
  // From Node's pool where it is small: memory of its own, and cleared first, costs more than to fill it.
  const body = Buffer.allocUnsafe(dataEnd + Buffer.byteLength(after));
  body.write(before, 0);
  body.set(data, dataStart);
  body.write(after, dataEnd);
  return body;
}
