import { verifyStandardWebhook, verifyWebhookSignature } from "@callcall/webhooks";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "./support/api.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";
import { QUALIFIED } from "./support/samples.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { until } from "./support/until.ts";

type Delivery = Pick<Received, "body" | "headers">;
type Verify = (delivery: Delivery, secret: string) => boolean;

/** Each library, used as its documentation says, as a yes or no. */
const VERIFIERS: Readonly<Record<string, { readonly verify: Verify; readonly layout: "callcall" | "standard" }>> = {
  "stripe verifyHeader": {
    layout: "callcall",
    verify: answers(({ body, headers }, secret) =>
      Stripe.webhooks.signature?.verifyHeader(body, String(headers["x-callcall-signature"]), secret, 300),
    ),
  },
  "stripe constructEvent": {
    layout: "callcall",
    verify: answers(({ body, headers }, secret) => {
      const event = Stripe.webhooks.constructEvent(body, String(headers["x-callcall-signature"]), secret);
      return event.type === ("customer.qualified" as string);
    }),
  },
  svix: {
    layout: "standard",
    verify: answers(({ body, headers }, secret) => new SvixWebhook(secret).verify(body, headersOf(headers))),
  },
  standardwebhooks: {
    layout: "standard",
    verify: answers(({ body, headers }, secret) => new StandardWebhook(secret).verify(body, headersOf(headers))),
  },
  "@callcall/webhooks": {
    layout: "callcall",
    verify: ({ body, headers }, secret) =>
      verifyWebhookSignature(body, headers["x-callcall-signature"], headers["x-callcall-timestamp"], secret),
  },
  "@callcall/webhooks, Standard Webhooks": {
    layout: "standard",
    verify: ({ body, headers }, secret) => verifyStandardWebhook(body, headers, secret),
  },
};

function answers(verify: (delivery: Delivery, secret: string) => unknown): Verify {
  return (delivery, secret) => {
    try {
      return Boolean(verify(delivery, secret));
    } catch {
      return false;
    }
  };
}

function headersOf(headers: Delivery["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

let server: TestServer;
let api: Api;
let receiver: Receiver;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  api = await server.api.newAccount("interop");
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function deliver(): Promise<Received> {
  const { id } = await api.publish("customer.qualified", QUALIFIED);
  return receiver.request(id);
}

function register() {
  return api.register({ url: receiver.url, events: ["customer.qualified"] });
}

function altered({ body, headers }: Delivery, changes: Record<string, string>, text?: string): Delivery {
  return { body: text === undefined ? body : Buffer.from(text), headers: { ...headers, ...changes } };
}

/** Flip the last digit of the first signature, whichever layout it is in. */
function forged(value: unknown): string {
  const text = String(value);
  const at = text.endsWith("=") ? text.length - 5 : text.length - 1;
  return `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
}

describe.each(Object.entries(VERIFIERS))("%s", (_name, { verify, layout }) => {
  it("accepts a real delivery and refuses an altered one", async () => {
    const { secret } = await register();
    const sent = await deliver();
    const later = String(Number(sent.headers["x-callcall-timestamp"]) + 1);
    const signature = layout === "callcall" ? "x-callcall-signature" : "webhook-signature";
    const otherTime: Record<string, string> =
      layout === "callcall"
        ? {
            "x-callcall-timestamp": later,
            "x-callcall-signature": String(sent.headers["x-callcall-signature"]).replace(/t=\d+/, `t=${later}`),
          }
        : { "webhook-timestamp": later };

    expect(verify(sent, secret)).toBe(true);
    expect(verify(altered(sent, {}, sent.text.replace('"score":85', '"score":86')), secret)).toBe(false);
    expect(verify(altered(sent, {}, `${sent.text}\n`), secret)).toBe(false);
    expect(verify(altered(sent, { [signature]: forged(sent.headers[signature]) }), secret)).toBe(false);
    expect(verify(altered(sent, otherTime), secret)).toBe(false);
    expect(verify(sent, `whsec_${Buffer.alloc(32, 7).toString("base64")}`)).toBe(false);
    if (layout === "standard") expect(verify(altered(sent, { "webhook-id": "evt_other" }), secret)).toBe(false);
  });

  it("accepts the old secret and the new one during a rotation, and the old one no longer after it", async () => {
    const { id, secret: old } = await register();
    const rotated = await api.call<{ secret: string }>("POST", `/webhooks/${id}/secret/rotate`, {
      overlap_seconds: 3_600,
    });
    const during = await deliver();
    expect(rotated.secret).not.toBe(old);
    expect([verify(during, old), verify(during, rotated.secret)]).toEqual([true, true]);

    const { secret: other, id: otherId } = await register();
    const atOnce = await api.call<{ secret: string; previous: unknown[] }>(
      "POST",
      `/webhooks/${otherId}/secret/rotate`,
      { overlap_seconds: 0 },
    );
    expect(atOnce.previous).toEqual([]);
    await api.call("DELETE", `/webhooks/${id}`);
    const after = await deliver();
    expect([verify(after, other), verify(after, atOnce.secret)]).toEqual([false, true]);
  });
});

it("a rotation signs with the newest secret first, with three at most, and with one again when it is over", async () => {
  const { id, secret: first } = await register();
  const secrets = [first];
  for (let turn = 0; turn < 3; turn++) {
    const { secret } = await api.call<{ secret: string }>("POST", `/webhooks/${id}/secret/rotate`, {
      overlap_seconds: 3_600,
    });
    secrets.unshift(secret);
  }
  const sent = await deliver();
  const macs = String(sent.headers["x-callcall-signature"]).split(",v1=").slice(1);
  expect(macs).toHaveLength(3);
  expect(String(sent.headers["webhook-signature"]).split(" ")).toHaveLength(3);
  const holds = (mac: string | undefined, secret: string | undefined): boolean =>
    verifyWebhookSignature(
      sent.body,
      `t=${sent.headers["x-callcall-timestamp"]},v1=${mac}`,
      sent.headers["x-callcall-timestamp"],
      secret ?? "",
    );
  expect(macs.map((mac, index) => holds(mac, secrets[index]))).toEqual([true, true, true]);
  expect(
    verifyWebhookSignature(
      sent.body,
      sent.headers["x-callcall-signature"],
      sent.headers["x-callcall-timestamp"],
      first,
    ),
  ).toBe(false);
});

it("an overlap runs out by itself", async () => {
  const { id } = await register();
  await api.call("POST", `/webhooks/${id}/secret/rotate`, { overlap_seconds: 1 });
  const signatures = async (): Promise<number> =>
    String((await deliver()).headers["x-callcall-signature"]).split(",v1=").length - 1;
  expect(await signatures()).toBe(2);
  await until(async () => (await signatures()) === 1, { what: "the old secret to expire", timeoutMs: 5_000 });
});

it("the headers are those of the contract", async () => {
  await register();
  const { headers, eventId } = await deliver();
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": expect.stringMatching(/^CallCall-Webhooks\/\d+\.\d+\.\d+/),
    "accept-encoding": "identity",
    "x-callcall-event-id": eventId,
    "x-callcall-event-type": "customer.qualified",
    "x-callcall-attempt": "1",
    "x-callcall-delivery-id": expect.stringMatching(/^dlv_[0-9A-Za-z]{22}$/),
    "x-callcall-signature": expect.stringMatching(/^t=\d{10},v1=[0-9a-f]{64}$/),
    "webhook-id": eventId,
    "webhook-timestamp": headers["x-callcall-timestamp"],
    "webhook-signature": expect.stringMatching(/^v1,[0-9A-Za-z+/]{43}=$/),
  });
  expect(headers["x-callcall-signature"]).toContain(`t=${headers["x-callcall-timestamp"]},`);
});
