import { expect, test } from "vitest";
import { systemTimers } from "../../runtime/clock.ts";
import { countingSockets } from "../testing/harness.ts";
import { closeOnAccept, hang, startReceiver } from "../testing/receivers.ts";
import { dial } from "./dial.ts";
import { Fault } from "./fault.ts";

const never = new AbortController().signal;

test("after one address answered no other is dialled, whatever becomes of that socket", async () => {
  const receiver = await startReceiver(closeOnAccept);
  const opened = await countingSockets(async () => {
    const addresses = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
    const socket = await dial(addresses, receiver.port, { signal: never, timers: systemTimers });
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.destroy(new Error("later"));
    await closed;
  });
  expect(opened).toBe(1);
  await receiver.close();
});

test("of a hundred answers four are dialled", async () => {
  const receiver = await startReceiver(hang);
  await receiver.close();
  const addresses = Array.from({ length: 100 }, (_, index) => `127.0.1.${index + 1}`);
  const opened = await countingSockets(async () => {
    const failed = dial(addresses, receiver.port, { signal: never, timers: systemTimers });
    await expect(failed).rejects.toMatchObject({ phase: "tcp", faultCode: "ECONNREFUSED" });
  });
  expect(opened).toBe(4);
});

test("the abort's reason is the dial's failure", async () => {
  const controller = new AbortController();
  const receiver = await startReceiver(hang);
  const dialled = dial(["127.0.0.1"], receiver.port, { signal: controller.signal, timers: systemTimers });
  const reason = Fault.own("tcp", "CONNECT_LIMIT");
  controller.abort(reason);
  await expect(dialled).rejects.toBe(reason);
  await receiver.close();
});
