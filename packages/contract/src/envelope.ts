/** Of one second: events that are accepted, and sent, together share it. */
let lastSecond = Number.NaN;
let lastCreated = "";

/** `2025-02-07T02:55:00Z`: UTC, whole seconds. */
export function formatCreated(createdMs: number): string {
  const second = Math.floor(createdMs / 1_000);
  if (second !== lastSecond) {
    lastCreated = `${new Date(createdMs).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastCreated;
}
