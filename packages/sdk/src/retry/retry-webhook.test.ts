import { afterEach, expect, test, vi } from "vitest";
import { retryWebhook } from "./retry-webhook.ts";
import { wait } from "./wait.ts";

afterEach(() => {
  vi.useRealTimers();
});

const failing = (times: number) =>
  vi.fn(async (_event: string, attempt: number) => {
    if (attempt <= times) throw new Error(`attempt ${attempt}`);
    return `done at ${attempt}`;
  });

test("a handler that succeeds is called once, and nothing waits", async () => {
  const pause = vi.fn(async () => {});
  const handler = failing(0);
  await expect(retryWebhook("event", handler, { wait: pause })).resolves.toBe("done at 1");
  expect(handler).toHaveBeenCalledExactlyOnceWith("event", 1);
  expect(pause).not.toHaveBeenCalled();
});

test("five retries wait 2, 4, 8, 16 and 32 seconds", async () => {
  const waits: number[] = [];
  const pause = async (ms: number) => void waits.push(ms);
  await expect(retryWebhook("event", failing(5), { wait: pause })).resolves.toBe("done at 6");
  expect(waits).toEqual([2000, 4000, 8000, 16000, 32000]);
});

test("the sixth failure is thrown, and it is the last one", async () => {
  const handler = failing(Number.POSITIVE_INFINITY);
  await expect(retryWebhook("event", handler, { wait: async () => {} })).rejects.toThrow("attempt 6");
  expect(handler).toHaveBeenCalledTimes(6);
});

test("it makes the same calls as the code printed in the guide", async () => {
  const run = async (start: (log: (line: string) => void) => Promise<unknown>) => {
    const lines: string[] = [];
    await start((line) => lines.push(line)).catch((error: Error) => lines.push(`threw ${error.message}`));
    return lines;
  };
  const guide = await run(async (log) => {
    const pause = async (ms: number) => log(`wait ${ms}`);
    const processWebhook = async (event: string) => {
      log(event);
      throw new Error("down");
    };
    const retry = async (event: string, attempt = 1): Promise<void> => {
      try {
        await processWebhook(event);
      } catch (error) {
        if (attempt <= 5) {
          await pause(2 ** attempt * 1000);
          return retry(event, attempt + 1);
        }
        throw error;
      }
    };
    await retry("event");
  });
  const ours = await run((log) =>
    retryWebhook(
      "event",
      (event) => {
        log(event);
        throw new Error("down");
      },
      { wait: async (ms) => log(`wait ${ms}`) },
    ),
  );
  expect(ours).toEqual(guide);
});

test("retries: 0 tries once", async () => {
  await expect(retryWebhook("event", failing(1), { retries: 0 })).rejects.toThrow("attempt 1");
});

test("wait resolves after the milliseconds given", async () => {
  vi.useFakeTimers();
  const done = vi.fn();
  const waiting = wait(2000).then(done);
  await vi.advanceTimersByTimeAsync(1999);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  expect(done).toHaveBeenCalledOnce();
});
