/**
 * A second implementation of what a consumer checks, from the guide and the Standard Webhooks text alone. It imports
 * nothing of the product: an oracle that shares code with what it judges shares its mistakes.
 */
import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What a genuine delivery says of itself; null for whatever is not one. */
export interface Genuine {
  readonly eventId: string;
  readonly deliveryId: string;
  readonly attempt: number;
  /** Unix seconds, as signed. */
  readonly signedAtS: number;
  readonly created: string;
  /** SHA-256 of the bytes of `data`, in hex. */
  readonly dataSha: string;
  readonly marker: string;
}

const ENVELOPE = /^\{"id":"([^"]+)","type":"([^"]+)","created":"([^"]+)","data":(.*),"version":"([^"]+)"\}$/s;

export function genuine(headers: IncomingHttpHeaders, body: Buffer, secret: string): Genuine | null {
  const text = (name: string): string => String(headers[name] ?? "");
  const timestamp = text("x-callcall-timestamp");
  const eventId = text("webhook-id");
  if (text("webhook-timestamp") !== timestamp || text("x-callcall-event-id") !== eventId) return null;

  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const hex = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  const base64 = createHmac("sha256", key).update(`${eventId}.${timestamp}.`).update(body).digest("base64");
  const [time = "", ...signatures] = text("x-callcall-signature").split(",");
  if (time !== `t=${timestamp}` || !signatures.includes(`v1=${hex}`)) return null;
  if (!text("webhook-signature").split(" ").includes(`v1,${base64}`)) return null;

  const [, id, type, created = "", data = ""] = ENVELOPE.exec(body.toString("utf8")) ?? [];
  if (id !== eventId || type !== text("x-callcall-event-type")) return null;
  return {
    eventId,
    deliveryId: text("x-callcall-delivery-id"),
    attempt: Number(text("x-callcall-attempt")),
    signedAtS: Number(timestamp),
    created,
    dataSha: shaOf(data),
    marker: /"marker":"([^"]+)"/.exec(data)?.[1] ?? "",
  };
}

export function shaOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
