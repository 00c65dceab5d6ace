import { expect, test, vi } from "vitest";
import { diagnoseSignature } from "./doctor.ts";
import * as main from "./index.ts";
import * as web from "./web.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

test("signs, verifies in both layouts, and diagnoses", async () => {
  const headers = await web.signWebhook({ id: "evt_1", payload: "{}", secrets: SECRET });
  const { "x-callcall-signature": signature, "x-callcall-timestamp": timestamp } = headers;
  expect(await web.verifyWebhookSignature("{}", signature, timestamp, SECRET)).toBe(true);
  expect(await web.verifyStandardWebhook("{}", new Headers(headers), SECRET)).toBe(true);
  expect(await diagnoseSignature({ payload: "{}", signature, timestamp, secrets: SECRET })).toMatchObject({
    valid: true,
  });
});

test("asks globalThis.crypto for its HMAC", async () => {
  const sign = vi.spyOn(globalThis.crypto.subtle, "sign");
  await web.verifyWebhookSignature("{}", `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}`, undefined, SECRET);
  expect(sign).not.toHaveBeenCalled();
  await web.signWebhook({ id: "evt_1", payload: "{}", secrets: SECRET });
  expect(sign).toHaveBeenCalledTimes(2);
});

test("exports what the main entry does, but for what needs Node", () => {
  const nodeOnly = ["nodeWebhookHandler", "webhookBody"];
  expect(Object.keys(web).sort()).toEqual(
    Object.keys(main)
      .filter((name) => !nodeOnly.includes(name))
      .sort(),
  );
});
