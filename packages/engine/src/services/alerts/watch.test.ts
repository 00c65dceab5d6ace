import { expect, it } from "vitest";
import { createVirtualTime } from "../../testing/virtual-time.ts";
import { createAlertWatch, JUDGED_PER_TURN, LOOK_EVERY_MS, type WatchPorts } from "./watch.ts";

it("counts judgements, so that an account with many rules does not keep the others from their turn", async () => {
  const time = createVirtualTime();
  const looks: string[] = [];
  const ports: Pick<WatchPorts, "clock" | "timers"> & { desk: Pick<WatchPorts["desk"], "look"> } = {
    clock: time.clock,
    timers: time.timers,
    desk: {
      async look(accountId) {
        looks.push(accountId);
        return { judged: accountId === "large" ? JUDGED_PER_TURN : 6, busy: true, windowMs: 0 };
      },
    },
  };
  const store = { alertAccounts: async () => ["large", "small", "smaller"], accounts: async () => [] };
  const watch = createAlertWatch({ ...ports, store } as unknown as WatchPorts);
  await watch.start();
  await time.advance(LOOK_EVERY_MS);
  expect(looks).toEqual(["large"]);
  await time.advance(LOOK_EVERY_MS);
  expect(looks).toEqual(["large", "small", "smaller"]);
  await time.advance(LOOK_EVERY_MS);
  expect(looks).toEqual(["large", "small", "smaller", "large"]);
  watch.stop();
});
