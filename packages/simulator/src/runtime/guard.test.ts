import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { forbidRealWorld } from "./guard.ts";

it("keeps the real world out while a simulation runs, and lets it in again", () => {
  const release = forbidRealWorld();
  const refused: string[] = [];
  const attempts: readonly (() => unknown)[] = [
    () => Date.now(),
    () => new Date(),
    () => performance.now(),
    () => setTimeout(() => {}, 0),
    () => setInterval(() => {}, 1000),
    () => setImmediate(() => {}),
    () => Math.random(),
    () => randomBytes(1),
    () => process.hrtime(),
    () => fetch("http://127.0.0.1:9"),
  ];
  let arithmetic = "";
  try {
    for (const attempt of attempts) {
      try {
        attempt();
      } catch (error) {
        refused.push(error instanceof Error ? error.message : "");
      }
    }
    arithmetic = new Date(1_738_896_900_000).toISOString();
  } finally {
    release();
  }
  expect(refused.length).toBe(attempts.length);
  for (const message of refused) expect(message).toMatch(/^Cannot use .+ in a simulation/);
  expect(arithmetic).toBe("2025-02-07T02:55:00.000Z");
  expect(Date.now()).toBeGreaterThan(1_738_896_900_000);
  expect(randomBytes(4).length).toBe(4);
});
