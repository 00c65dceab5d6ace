import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { signWebhook } from "./node.ts";

const CURRENT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PREVIOUS = "whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlcg==";
const OLDEST = "whsec_b2xkZXN0LXNlY3JldC1vbGRlc3Qtc2VjcmV0LW9sZGVzdA==";
const STRANGER = "whsec_c3RyYW5nZXItc2VjcmV0LXN0cmFuZ2VyLXNlY3JldC1zdA==";
const body = '{"id":"evt_1","type":"message.received","data":{"text":"Grüße 👋","n":1.0,"big":12345678901234567890}}';

// The judges are the libraries consumers have: whoever can verify Stripe or Svix can verify CallCall.
const judges = {
  stripe: (body: string, headers: Record<string, string>, secret: string) =>
    Stripe.webhooks.signature?.verifyHeader(body, headers["x-callcall-signature"] ?? "", secret),
  standardwebhooks: (body: string, headers: Record<string, string>, secret: string) =>
    new StandardWebhook(secret).verify(body, headers),
  svix: (body: string, headers: Record<string, string>, secret: string) =>
    new SvixWebhook(secret).verify(body, headers),
};

describe.each(Object.entries(judges))("%s", (_name, judge) => {
  const headers = signWebhook({ id: "evt_1", payload: body, secrets: CURRENT });
  const rotating = signWebhook({ id: "evt_1", payload: body, secrets: [CURRENT, PREVIOUS, OLDEST] });

  test("accepts what signWebhook signs", () => {
    expect(judge(body, headers, CURRENT)).toBeTruthy();
  });

  test("accepts every secret that is in use during a rotation, and no other", () => {
    for (const secret of [CURRENT, PREVIOUS, OLDEST]) expect(judge(body, rotating, secret)).toBeTruthy();
    expect(() => judge(body, rotating, STRANGER)).toThrow();
    expect(() => judge(body, headers, PREVIOUS)).toThrow();
  });

  test("rejects an altered body", () => {
    expect(() => judge(body.replace("1.0", "1"), headers, CURRENT)).toThrow();
    expect(() => judge(`${body}\n`, headers, CURRENT)).toThrow();
  });

  test("rejects an altered or old timestamp", () => {
    const timestamp = headers["x-callcall-timestamp"];
    const moved = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace(timestamp, String(Number(timestamp) - 1))]),
    );
    expect(() => judge(body, moved, CURRENT)).toThrow();
    const old = signWebhook({ id: "evt_1", payload: body, secrets: CURRENT, timestamp: Number(timestamp) - 600 });
    expect(() => judge(body, old, CURRENT)).toThrow();
  });
});

test("the judges of the layout that signs the id reject an altered one", () => {
  const headers = { ...signWebhook({ id: "evt_1", payload: body, secrets: CURRENT }), "webhook-id": "evt_2" };
  expect(() => judges.standardwebhooks(body, headers, CURRENT)).toThrow();
  expect(() => judges.svix(body, headers, CURRENT)).toThrow();
});
