import { expect, it } from "vitest";
import { createInTurn } from "./in-turn.ts";

it("lets what has the same key wait, failures included, and nothing else", async () => {
  const inTurn = createInTurn();
  const done: string[] = [];
  let go = (): void => {};
  const first = new Promise<void>((resolve) => {
    go = resolve;
  });
  const a = inTurn("one", async () => {
    await first;
    done.push("a");
    throw new Error("a");
  });
  const b = inTurn("one", async () => void done.push("b"));
  await inTurn("two", async () => void done.push("c"));
  expect(done).toEqual(["c"]);
  go();
  await expect(a).rejects.toThrow("a");
  await b;
  expect(done).toEqual(["c", "a", "b"]);
});
