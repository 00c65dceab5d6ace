import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../testing/fake-engine.ts";
import { type TestApi, testApi } from "../testing/test-api.ts";
import { createCursors } from "./cursor.ts";

async function threeWebhooks(): Promise<TestApi> {
  const test = testApi();
  for (const token of [TOKENS.full, TOKENS.full, TOKENS.other, TOKENS.other]) {
    await test.request("POST", "webhooks", { token, body: { url: "https://a.example", events: ["*"] } });
  }
  return test;
}

async function firstCursor({ request }: TestApi, path = "webhooks?limit=1"): Promise<string> {
  return (await request("GET", path)).json().next_cursor;
}

describe("paging", () => {
  it("walks a list to its end, whatever the limit of each page", async () => {
    const { request } = await threeWebhooks();
    const first = (await request("GET", "webhooks?limit=1")).json();
    const second = (await request("GET", `webhooks?limit=250&cursor=${first.next_cursor}`)).json();
    expect(first.data).toHaveLength(1);
    expect(second.data).toHaveLength(2);
    expect(second.next_cursor).toBeNull();
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(3);
  });
});

describe("a cursor that this list did not hand out", () => {
  const refused = { code: "invalid_cursor", status: 400 };

  it("is refused when any character of it changes", async () => {
    const test = await threeWebhooks();
    const cursor = await firstCursor(test);
    for (let index = 0; index < cursor.length; index += 1) {
      const edited = cursor.slice(0, index) + (cursor[index] === "A" ? "B" : "A") + cursor.slice(index + 1);
      expect((await test.request("GET", `webhooks?cursor=${edited}`)).json(), edited).toMatchObject(refused);
    }
  });

  it.each(["", "A", "=", "x".repeat(1_025), "x".repeat(10_000), "!!!!"])("is refused: %s", async (cursor) => {
    expect((await testApi().request("GET", `webhooks?cursor=${cursor}`)).json()).toMatchObject(refused);
  });

  it.each(["%3D", "!", "%20", "%0A", "A"])("is refused with %s behind it", async (tail) => {
    const test = await threeWebhooks();
    expect((await test.request("GET", `webhooks?cursor=${await firstCursor(test)}${tail}`)).json()).toMatchObject(
      refused,
    );
  });

  it("is refused in another account, another list and under another filter", async () => {
    const test = await threeWebhooks();
    const cursor = await firstCursor(test);
    const other = await test.request("GET", `webhooks?cursor=${cursor}`, { token: TOKENS.other });
    const list = await test.request("GET", `deliveries?cursor=${cursor}`);
    expect([other.json(), list.json()]).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);

    const scope = { accountId: "a", operation: "events.list", filter: { type: "x" } };
    const { seal, open } = createCursors(Buffer.alloc(32));
    const sealed = seal({ ms: 1, id: "evt_1" }, scope);
    expect(() => open(sealed, { ...scope, filter: {} })).toThrow("Cannot go on");
    expect(() => open(sealed, { ...scope, filter: { type: "y" } })).toThrow("Cannot go on");
    expect(() => createCursors(Buffer.alloc(32, 1)).open(sealed, scope)).toThrow("Cannot go on");
  });
});

it("opens to the position it was sealed with", () => {
  const { seal, open } = createCursors(Buffer.alloc(32));
  const scope = { accountId: "a", operation: "events.list", filter: { b: "1", a: undefined } };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/), (ms, id) => {
      expect(open(seal({ ms, id }, scope), { ...scope, filter: { a: undefined, b: "1" } })).toEqual({ ms, id });
    }),
  );
});
