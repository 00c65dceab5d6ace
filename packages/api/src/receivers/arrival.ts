import type { IncomingHttpHeaders } from "node:http";
import {
  DELIVERY_HEADERS,
  EVENT_ID_PATTERN,
  EVENT_TYPE_CHARACTERS,
  EVENT_TYPE_PATTERN,
  isId,
  isSensitiveHeader,
} from "@callcall/contract";

/** A request at a test receiver, once it is there as a whole. */
export interface Arrival {
  readonly id: string;
  readonly atMs: number;
  readonly method: string;
  /** Names in lower case; repeated ones joined by commas (RFC 9110 §5.2). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Whose delivery it says it is. What does not look like one of ours is not repeated. */
export interface Claims {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly deliveryId: string | null;
  readonly attempt: number | null;
}

export function claimsOf(headers: Arrival["headers"]): Claims {
  const value = (name: string, fits: (text: string) => boolean): string | null => {
    const text = headers[name];
    return text !== undefined && fits(text) ? text : null;
  };
  const isEventId = (text: string): boolean => EVENT_ID_PATTERN.test(text);
  const attempt = value(DELIVERY_HEADERS.attempt, (text) => /^[1-9]\d{0,5}$/.test(text));
  return {
    eventId: value(DELIVERY_HEADERS.eventId, isEventId) ?? value(DELIVERY_HEADERS.standardId, isEventId),
    eventType: value(
      DELIVERY_HEADERS.eventType,
      (text) => text.length <= EVENT_TYPE_CHARACTERS && EVENT_TYPE_PATTERN.test(text),
    ),
    deliveryId: value(DELIVERY_HEADERS.deliveryId, (text) => isId("delivery", text)),
    attempt: attempt === null ? null : Number(attempt),
  };
}

export function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}

/** Signatures are not credentials: whoever sees one cannot make another. */
const OURS: ReadonlySet<string> = new Set(Object.values(DELIVERY_HEADERS));

/**
 * As they may be shown. A browser that opens a receiver's address sends the cookies of this very server along:
 * a page that reads the list must not find its own session in it.
 */
export function maskHeaders(headers: Arrival["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSensitiveHeader(name) && !OURS.has(name) ? "•••" : value]),
  );
}
