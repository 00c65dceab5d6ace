import { describe, expect, test } from "vitest";
import { signWebhook } from "./node.ts";
import * as web from "./web.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const delivery = { id: "evt_1", payload: "{}", secrets: SECRET, timestamp: 1_700_000_000 };

describe("signWebhook", () => {
  test("writes the headers of a delivery, and these alone", () => {
    expect(signWebhook({ ...delivery, type: "customer.qualified" })).toEqual({
      "content-type": "application/json",
      "x-callcall-signature": expect.stringMatching(/^t=1700000000,v1=[0-9a-f]{64}$/),
      "x-callcall-timestamp": "1700000000",
      "x-callcall-event-id": "evt_1",
      "x-callcall-event-type": "customer.qualified",
      "webhook-id": "evt_1",
      "webhook-timestamp": "1700000000",
      "webhook-signature": expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
    expect(signWebhook(delivery)).not.toHaveProperty("x-callcall-event-type");
  });

  test("signs once per secret, newest first", () => {
    const older = "whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlcg==";
    const mac = (secrets: string) => signWebhook({ ...delivery, secrets })["x-callcall-signature"].split("v1=")[1];
    const both = signWebhook({ ...delivery, secrets: [SECRET, older] });
    expect(both["x-callcall-signature"]).toBe(`t=1700000000,v1=${mac(SECRET)},v1=${mac(older)}`);
    expect(both["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
  });

  const refused: Record<string, [object, RegExp]> = {
    "an id with a full stop": [{ id: "evt.1" }, /this id as it must be visible ASCII without a full stop: .*evt\.1/],
    "an id with a newline": [{ id: "evt\n1" }, /this id/],
    "an empty id": [{ id: "" }, /this id/],
    "milliseconds with a fraction": [{ timestamp: 1_700_000_000.5 }, /this timestamp as it must be unix seconds/],
    "a negative timestamp": [{ timestamp: -1 }, /this timestamp/],
    "a parsed body": [{ payload: {} }, /this payload as it must be well-formed text or bytes: current value is object/],
    "a lone surrogate": [{ payload: "\ud800" }, /this payload/],
    "four secrets": [{ secrets: [SECRET, SECRET, SECRET, SECRET] }, /there are at most 3: current value is 4/],
    "no secret": [{ secrets: [] }, /the list is empty/],
    "an empty secret": [{ secrets: "" }, /non-empty string/],
    "a secret that is not base64": [{ secrets: "whsec_!" }, /must be whsec_ and base64/],
  };
  test.each(Object.entries(refused))("refuses %s", async (_name, [change, message]) => {
    const changed = { ...delivery, ...change } as typeof delivery;
    expect(() => signWebhook(changed)).toThrow(message);
    expect(() => signWebhook(changed)).toThrow(TypeError);
    await expect(web.signWebhook(changed)).rejects.toThrow(message);
  });
});
