import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createExitGate, shutGate, workWithin } from "./exit-gate.ts";

test("work is done until the gate is shut, and none after it", () => {
  const gate = createExitGate();
  let done = 0;
  const work = (): void => {
    done += 1;
  };
  workWithin(gate, work);
  workWithin(gate, work);
  expect(shutGate(gate)).toBe(true);
  workWithin(gate, work);
  expect(done).toBe(2);
  expect(shutGate(gate)).toBe(true);
});

test("work that throws leaves the gate open to the next, and to whoever shuts it", () => {
  const gate = createExitGate();
  const fail = (): void => {
    throw new Error("no");
  };
  expect(() => workWithin(gate, fail)).toThrow("no");
  expect(shutGate(gate)).toBe(true);
});

test("whoever shuts it waits for what another thread is about, but not for ever", async () => {
  const gate = createExitGate();
  const source = `
    const { parentPort, workerData: gate } = require("node:worker_threads");
    Atomics.store(gate, 0, 1);
    parentPort.postMessage("at work");
    parentPort.once("message", () => {
      Atomics.store(gate, 0, 0);
      Atomics.notify(gate, 0);
    });
  `;
  const worker = new Worker(source, { eval: true, workerData: gate });
  await new Promise((resolve) => worker.once("message", resolve));
  expect(shutGate(gate, 20)).toBe(false);
  worker.postMessage("go on");
  expect(shutGate(gate)).toBe(true);
  await worker.terminate();
});
