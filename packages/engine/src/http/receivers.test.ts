import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATALOGUE } from "./testing/catalogue/index.ts";
import { OWN_FAULTS, suffer } from "./testing/catalogue/own-faults.ts";
import { decideAbout, decisionFor } from "./testing/catalogue/situation.ts";
import { openTheatre, type Theatre } from "./testing/catalogue/world.ts";

/** The whole catalogue of hostile receivers: real sockets, real TLS, the sender of production. */
let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre(CATALOGUE);
});
afterAll(() => theatre.close());

test("every row of the catalogue is here", () => {
  const rows = new Set([...CATALOGUE.map(({ row }) => row), ...OWN_FAULTS.map(({ row }) => row)]);
  expect([...rows].sort((left, right) => left - right)).toEqual(Array.from({ length: 47 }, (_, index) => index + 1));
});

const NAMED = CATALOGUE.map(
  (row, index) => [`${row.row}: a receiver that ${row.does}: ${row.outcome}, ${row.follows}`, row, index] as const,
);

test.each(NAMED)("%s", async (_, row, index) => {
  const url = theatre.urls[index] ?? "";
  const exchange = await theatre.meet(row, url);

  expect(exchange.error).toEqual(row.says === undefined ? exchange.error : expect.stringContaining(row.says));
  expect(exchange.outcome).toBe(row.outcome);
  expect(decideAbout(exchange, url)).toEqual(decisionFor(row.follows));
  const { response } = exchange;
  expect(response === null).toBe(exchange.error !== null);
  expect(response).toEqual(
    response === null
      ? null
      : expect.objectContaining({
          ...(row.status === undefined ? {} : { status: row.status }),
          ...(row.incomplete === undefined ? {} : { bodyIncomplete: row.incomplete }),
          ...(row.truncated === undefined ? {} : { bodyTruncated: row.truncated }),
          ...(row.bodyBytes === undefined ? {} : { bodyBytes: row.bodyBytes }),
        }),
  );
  expect(response?.body.length ?? 0).toBeLessThanOrEqual(16_384);
  row.also?.(exchange, theatre.world, url);
});

describe("faults of our own, in a process that really has them", () => {
  test.each(OWN_FAULTS.map((fault) => [fault.has, fault] as const))("47: %s: not charged", async (_, fault) => {
    const { during, after } = await suffer(fault);
    for (const exchange of during) {
      expect(exchange.outcome, exchange.error ?? "").toBe("local_fault");
      expect(exchange.error).toMatch(fault.says);
      expect(decideAbout(exchange, "https://hooks.customer.com/in")).toEqual(decisionFor("not charged"));
    }
    expect(during.length).toBeGreaterThan(0);
    expect(after.map(({ outcome }) => outcome)).toEqual(after.map(() => "delivered"));
  });
});
