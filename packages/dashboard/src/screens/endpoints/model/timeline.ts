import { GUIDE_SECONDS } from "./schedule.ts";

/** The server waits 0 to 20 % longer than the schedule says, so that a thousand retries do not come at once. */
const JITTER = 0.2;

export interface Retry {
  /** 1 for the first retry, which is the second attempt. */
  readonly number: number;
  readonly waitSeconds: number;
  /** Since the first attempt, when every one fails at once: with no jitter at all, and with all of it. */
  readonly earliestSeconds: number;
  readonly latestSeconds: number;
  /** One of the guide's five. */
  readonly guide: boolean;
}

/** Each retry of a schedule, and when it goes out. */
export function retriesOf(seconds: readonly number[]): readonly Retry[] {
  let earliest = 0;
  let guide = true;
  return seconds.map((waitSeconds, index) => {
    earliest += waitSeconds;
    guide &&= GUIDE_SECONDS[index] === waitSeconds;
    return {
      number: index + 1,
      waitSeconds,
      earliestSeconds: earliest,
      latestSeconds: earliest * (1 + JITTER),
      guide,
    };
  });
}

const TICKS: readonly (readonly [seconds: number, label: string])[] = [
  [1, "1 s"],
  [10, "10 s"],
  [60, "1 min"],
  [600, "10 min"],
  [3_600, "1 h"],
  [21_600, "6 h"],
  [86_400, "1 d"],
  [259_200, "3 d"],
  [864_000, "10 d"],
  [2_592_000, "30 d"],
];

export interface Scale {
  /** From 0 to 1: logarithmic, so that two seconds and three days fit one line. */
  readonly place: (seconds: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** A scale from the first attempt to the last retry. */
export function scaleOf(retries: readonly Retry[]): Scale {
  const end = Math.max(60, retries.at(-1)?.latestSeconds ?? 0);
  const place = (seconds: number): number => Math.log1p(seconds) / Math.log1p(end);
  return {
    place,
    ticks: TICKS.filter(([seconds]) => seconds <= end).map(([seconds, label]) => ({ at: place(seconds), label })),
  };
}
