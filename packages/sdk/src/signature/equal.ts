/**
 * Whether two ASCII strings are equal, in a time that depends on their length alone. With `===` the
 * time tells how many leading characters of a guess are right, and a MAC can be guessed digit by digit.
 * The length check leaks nothing: the length of a MAC is public. Without it a prefix would match.
 */
export function constantTimeEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** Whether any candidate equals `expected`. Compares all of them, so that the position does not show. */
export function constantTimeSome(expected: string, candidates: readonly string[]): boolean {
  return candidates.reduce((found, candidate) => constantTimeEqual(expected, candidate) || found, false);
}
