import { expect, it } from "vitest";
import { eventState } from "./event-state.ts";

const NONE = { pending: 0, succeeded: 0, failed: 0, cancelled: 0 };

it.each([
  [{}, "No endpoint", "owed to no endpoint"],
  [{ succeeded: 2 }, "Delivered", "2 succeeded"],
  [{ succeeded: 2, failed: 1 }, "Failed 1/3", "1 failed, 2 succeeded"],
  [{ failed: 1 }, "Failed", "1 failed"],
  [{ pending: 1, succeeded: 1 }, "Pending 1/2", "1 pending, 1 succeeded"],
  [{ cancelled: 1, pending: 1 }, "Pending 1/2", "1 pending, 1 cancelled"],
  [{ cancelled: 1, succeeded: 1 }, "Cancelled 1/2", "1 cancelled, 1 succeeded"],
])("tells %j as %s", (counts, label, detail) => {
  expect(eventState({ ...NONE, ...counts })).toMatchObject({ label, detail });
});
