import { expect, it } from "vitest";
import { testApi } from "../testing/test-api.ts";

it("lists faults of shape beside those against the rules", async () => {
  const { request } = testApi();
  const answer = await request("POST", "webhooks/check", {
    body: { url: "https://a.example", events: [], deadline_ms: 5, colour: "red", description: "fine" },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
    ["/events", "invalid_request"],
    ["/deadline_ms", "invalid_request"],
    ["/colour", "unknown_field"],
    ["/url", "address_refused"],
  ]);
});

it("refuses what is no object of settings, and a webhook that is not there", async () => {
  const { request } = testApi();
  expect((await request("POST", "webhooks/check", { raw: "[]" })).json().code).toBe("invalid_request");
  expect((await request("POST", "webhooks/check", { raw: '{"a":1,"a":2}' })).json().code).toBe("duplicate_key");
  for (const id of ["wh_theirs", "wh_unknown", "nonsense"]) {
    expect((await request("POST", "webhooks/check", { body: { webhook_id: id } })).json().code).toBe("not_found");
  }
});
