import { wait } from "./wait.ts";

/** Settings of {@link retryWebhook}. */
export interface RetryOptions {
  /** How many times to try again after the first failure. Default 5. */
  retries?: number;
  /** Replaces the timer: called with the milliseconds to wait before the next attempt. */
  wait?: (ms: number) => Promise<void>;
}

/**
 * Processes an event, and tries again with exponential backoff when that fails: after failed attempt
 * n it waits 2^n seconds (2, 4, 8, 16, 32), so 6 attempts over 62 seconds in all.
 *
 * Answer the delivery before you wait this long: the platform gives an endpoint 15 seconds, then counts
 * the attempt as failed and sends the event again.
 *
 * @returns what `handler` returned.
 * @throws the error of the last attempt.
 */
export async function retryWebhook<Event, Result>(
  event: Event,
  handler: (event: Event, attempt: number) => Result | Promise<Result>,
  options: RetryOptions = {},
): Promise<Result> {
  const { retries = 5, wait: pause = wait } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await handler(event, attempt);
    } catch (error) {
      if (attempt > retries) throw error;
      await pause(2 ** attempt * 1000);
    }
  }
}
