import type { Settings } from "./settings.ts";

/** A signal that fires with the caller's own, and by itself. `release` once it is no longer needed. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time was up, and not the caller who gave up. */
  readonly passed: () => boolean;
  readonly pause: () => void;
  /** Starts the whole time again. */
  readonly restart: () => void;
  readonly release: () => void;
  /** Fires the signal now, so that nothing goes on; then releases. */
  readonly abort: () => void;
}

export function startDeadline(ms: number, after: Settings["after"], outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let passed = false;
  const expire = () => {
    passed = true;
    controller.abort();
  };
  const give = () => controller.abort(outer?.reason);
  let stop = after(ms, expire);
  const release = () => {
    stop();
    outer?.removeEventListener("abort", give);
  };
  // AbortSignal.any would do, in browsers that are younger than some of ours.
  outer?.addEventListener("abort", give, { once: true });
  if (outer?.aborted) give();
  return {
    signal: controller.signal,
    passed: () => passed,
    pause: () => stop(),
    restart: () => {
      stop();
      stop = after(ms, expire);
    },
    release,
    abort: () => {
      release();
      controller.abort();
    },
  };
}

/** Resolves after `ms` milliseconds; rejects with the reason of the signal when that fires before. */
export function sleep(ms: number, after: Settings["after"], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      stop();
      reject(signal?.reason);
    };
    const stop = after(ms, () => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    });
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) giveUp();
  });
}
