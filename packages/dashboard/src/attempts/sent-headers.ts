/** A header of a delivery and what it is for. */
export interface SentHeader {
  readonly name: string;
  readonly value: string;
  /** null: a custom header of the endpoint. */
  readonly purpose: string | null;
  readonly masked: boolean;
}

const MASK = "•••";

/** As docs/delivery.md has them. Names in lower case, as they are sent. */
const PURPOSES: Readonly<Record<string, string>> = {
  "content-type": "The body is JSON in UTF-8",
  "user-agent": "Who sends",
  "accept-encoding": "The answer must not be compressed",
  "x-callcall-signature":
    "t: the time of this attempt. Each v1: hex HMAC-SHA256 of “timestamp.body”, keyed with a whole secret (whsec_…) as text; one per secret in force, the newest first",
  "x-callcall-timestamp":
    "The time of this attempt in Unix seconds, as in the signature. Consumers refuse what is more than 300 s off",
  "x-callcall-event-id": "The event",
  "x-callcall-event-type": "Its type",
  "x-callcall-delivery-id": "This event, owed to this endpoint",
  "x-callcall-attempt": "1 for the first attempt",
  "webhook-id":
    "Standard Webhooks: the event's id, the same on every attempt. Consumers skip ids that they have processed",
  "webhook-timestamp": "Standard Webhooks: the time of this attempt",
  "webhook-signature":
    "Standard Webhooks: base64 HMAC-SHA256 of “id.timestamp.body”, keyed with the bytes that the base64 after whsec_ stands for; one per secret, separated by spaces",
};

/** The headers of a sent request, in their order. */
export function explainHeaders(headers: Readonly<Record<string, string>>): readonly SentHeader[] {
  return Object.entries(headers).map(([name, value]) => ({
    name,
    value,
    // A header may be named "constructor".
    purpose: Object.hasOwn(PURPOSES, name) ? (PURPOSES[name] ?? null) : null,
    masked: value === MASK,
  }));
}

export interface SignedText {
  readonly layout: "callcall" | "standard";
  readonly title: string;
  /** What stands before the body in the text that is signed. */
  readonly prefix: string;
  readonly key: string;
}

/** What the signatures of a request were made over: prefix, and then the body exactly as it was sent. */
export function signedTexts(headers: Readonly<Record<string, string>>): readonly SignedText[] {
  const timestamp = headers["x-callcall-timestamp"];
  const standardId = headers["webhook-id"];
  const standardTimestamp = headers["webhook-timestamp"];
  return [
    ...(timestamp === undefined
      ? []
      : [
          {
            layout: "callcall",
            title: "x-callcall-signature",
            prefix: `${timestamp}.`,
            key: "the whole secret, whsec_ and all, as text",
          } as const,
        ]),
    ...(standardId === undefined || standardTimestamp === undefined
      ? []
      : [
          {
            layout: "standard",
            title: "webhook-signature",
            prefix: `${standardId}.${standardTimestamp}.`,
            key: "the bytes that the base64 after whsec_ stands for",
          } as const,
        ]),
  ];
}

/** A header by its name, in whatever case the consumer sent it. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | null {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? null;
}
