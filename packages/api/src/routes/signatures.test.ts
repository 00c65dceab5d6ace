import { signWebhook } from "@callcall/webhooks";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { AT_MS, ENDED_SECRET, SECRET } from "../testing/sample.ts";
import { testApi } from "../testing/test-api.ts";

const PAYLOAD = '{"id":"evt_1","type":"customer.qualified","data":{"score":1.0}}';

function signed(secret: string = SECRET): { payload: string; signature: string; timestamp: string } {
  const timestamp = AT_MS / 1000;
  const headers = signWebhook({ id: "evt_1", timestamp, payload: PAYLOAD, secrets: secret });
  return { payload: PAYLOAD, signature: headers["x-callcall-signature"], timestamp: String(timestamp) };
}

async function verify(body: object, token: string = TOKENS.full) {
  return (await testApi().request("POST", "signatures/verify", { body, token })).json();
}

describe("POST /signatures/verify", () => {
  it("verifies with a secret, or with those that the webhook has", async () => {
    const diagnosis = [expect.objectContaining({ code: "valid", severity: "ok" })];
    expect(await verify({ ...signed(), secret: SECRET })).toEqual({ valid: true, diagnosis });
    expect(await verify({ ...signed(), webhook_id: "wh_mine" }, TOKENS.readOnly)).toEqual({ valid: true, diagnosis });
  });

  it("says why not, by the server's clock, and shows no secret", async () => {
    const answer = await verify({ ...signed(), payload: '{"id": "evt_1"}', webhook_id: "wh_mine" });
    expect(answer).toMatchObject({ valid: false, diagnosis: [{ code: "wrong_secret" }] });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    const late = testApi({ now: () => AT_MS + 301_000 });
    const stale = await late.request("POST", "signatures/verify", { body: { ...signed(), secret: SECRET } });
    expect(stale.json()).toMatchObject({ valid: false, diagnosis: [{ code: "timestamp_stale" }] });
  });

  it("names a secret that was rotated out", async () => {
    const answer = await verify({ ...signed(ENDED_SECRET), webhook_id: "wh_mine" });
    expect(answer).toMatchObject({ valid: false, diagnosis: [{ code: "rotated_out_secret" }] });
    expect(JSON.stringify(answer)).not.toContain(ENDED_SECRET);
  });

  it.each(["wh_theirs", "wh_unknown", "x"])("does not know the webhook %s", async (webhookId) => {
    expect(await verify({ ...signed(), webhook_id: webhookId })).toMatchObject({ code: "not_found", status: 404 });
  });

  it("wants exactly one of secret and webhook_id", async () => {
    const neither = await verify(signed());
    const both = await verify({ ...signed(), secret: SECRET, webhook_id: "wh_mine" });
    expect([neither.code, both.code]).toEqual(["invalid_request", "invalid_request"]);
  });
});
