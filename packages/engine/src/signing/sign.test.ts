import { createHmac } from "node:crypto";
import fc from "fast-check";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../runtime/random.ts";
import { seededRandom } from "../testing/harness.ts";
import { newSecret, prepareSecret } from "./secret.ts";
import { type Signatures, sign } from "./sign.ts";

/** Judges that others wrote; they compare the time with the clock, hence the present. */
const NOW = Math.floor(Date.now() / 1000);
const BODY = '{"id":"evt_1","type":"a.b","data":{"n":12345678901234567890,"f":1.0,"text":"é\\ud800 “quoted”"}}';
const SECRETS = [1, 2, 3, 4].map((seed) => newSecret(seededRandom(seed)));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const stripe = new Stripe("sk_test_of_no_account");

function signed(secrets: readonly string[], body: string = BODY, id = "evt_1"): Signatures {
  return sign(id, NOW, bytes(body), secrets.map(prepareSecret));
}

function stripeAccepts(signatures: Signatures, secret: string, body: string): boolean {
  try {
    return stripe.webhooks.signature?.verifyHeader(body, signatures.callcall, secret) ?? false;
  } catch {
    return false;
  }
}

function standardAccepts(
  Judge: typeof StandardWebhook | typeof SvixWebhook,
  signatures: Signatures,
  secret: string,
  body: string,
  id = "evt_1",
): boolean {
  try {
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(NOW),
      "webhook-signature": signatures.standard,
    };
    new Judge(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

const judges = [
  ["stripe", (signatures: Signatures, secret: string, body: string) => stripeAccepts(signatures, secret, body)],
  [
    "standardwebhooks",
    (signatures: Signatures, secret: string, body: string) =>
      standardAccepts(StandardWebhook, signatures, secret, body),
  ],
  [
    "svix",
    (signatures: Signatures, secret: string, body: string) => standardAccepts(SvixWebhook, signatures, secret, body),
  ],
] as const;

describe.each(judges)("judged by %s", (_, accepts) => {
  it.each([1, 2, 3])("each of %i secrets verifies", (count) => {
    const secrets = SECRETS.slice(0, count);
    const signatures = signed(secrets);
    for (const secret of secrets) expect(accepts(signatures, secret, BODY)).toBe(true);
  });

  it("another secret, another body, another time do not", () => {
    const signatures = signed(SECRETS.slice(0, 3));
    expect(accepts(signatures, SECRETS[3] ?? "", BODY)).toBe(false);
    expect(accepts(signatures, SECRETS[0] ?? "", `${BODY}\n`)).toBe(false);
    const [first = ""] = SECRETS;
    const stale = sign("evt_1", NOW - 301, bytes(BODY), [prepareSecret(first)]);
    expect(accepts(stale, first, BODY)).toBe(false);
  });

  it("holds for any body", () => {
    const [secret = ""] = SECRETS;
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(accepts(signed([secret], body), secret, body)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("sign", () => {
  it("is what the contract says, to the letter", () => {
    const [secret = ""] = SECRETS;
    const whole = createHmac("sha256", secret).update(`${NOW}.${BODY}`).digest("hex");
    const decoded = createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
      .update(`evt_1.${NOW}.${BODY}`)
      .digest("base64");
    expect(signed([secret])).toEqual({ callcall: `t=${NOW},v1=${whole}`, standard: `v1,${decoded}` });
  });

  it("puts the newest first, and at most three", () => {
    const alone = SECRETS.map((secret) => signed([secret]));
    const together = signed(SECRETS);
    expect(together.callcall).toBe(
      `t=${NOW}${alone
        .slice(0, 3)
        .map(({ callcall }) => callcall.slice(callcall.indexOf(",")))
        .join("")}`,
    );
    expect(together.standard.split(" ")).toEqual(alone.slice(0, 3).map(({ standard }) => standard));
  });
});

describe("secrets", () => {
  it("are whsec_ and base64 of 32 bytes, none like another", () => {
    const secrets = Array.from({ length: 1_000 }, () => newSecret(systemRandom));
    expect(new Set(secrets).size).toBe(1_000);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(Buffer.from(secret.slice(6), "base64")).toHaveLength(32);
    }
  });
});
