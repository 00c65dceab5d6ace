/** How far a delivery's timestamp may lie from the consumer's clock, either way: 300 seconds. */
export const DEFAULT_TOLERANCE_SECONDS = 300;

// No sign, space, exponent, fraction or leading zero: two spellings of one instant would be two texts to
// sign, and `parseInt` reads "1700000000x" happily. 15 digits stay exact as a number.
const UNIX_SECONDS = /^[1-9][0-9]{0,14}$/;

/** Unix seconds from their decimal text, or undefined when it is written in any other way. */
export function parseTimestamp(text: string): number | undefined {
  return UNIX_SECONDS.test(text) ? Number(text) : undefined;
}

/** The clock's unix seconds, rounded down. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** When a timestamp counts as fresh. */
export interface Freshness {
  /**
   * How many seconds the timestamp may lie before or after `now`. Default 300. `Infinity` accepts any
   * age: for bodies from your own records only, since it lets a captured request be sent again for ever.
   */
  toleranceSeconds?: number;
  /** The consumer's time, in unix seconds. Default: the system clock. */
  now?: number;
}

export function isFresh(timestamp: number, freshness: Freshness = {}): boolean {
  const { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = unixNow() } = freshness;
  // Written so that NaN, from either option, is not fresh.
  return Math.abs(now - timestamp) <= toleranceSeconds;
}
