/**
 * Meets the whole catalogue again and again with one sender and prints, as JSON, what is in use after each round,
 * in bytes. Argument: how many milliseconds to go on.
 */
import { writeSync } from "node:fs";
import { memoryUsage } from "node:process";
import { CATALOGUE } from "./index.ts";
import { openTheatre } from "./world.ts";

/** Rounds in which compiled code, TLS contexts and pools grow to their size. */
const WARM_UP = 4;
const FEWEST_ROUNDS = 6;

export interface Round {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly rssBytes: number;
}

const collect = globalThis.gc;
if (collect === undefined) throw new Error("Cannot measure without --expose-gc");
const untilMs = performance.now() + Number(process.argv[2]);
const theatre = await openTheatre(CATALOGUE);
const rounds: Round[] = [];
while (rounds.length < WARM_UP + FEWEST_ROUNDS || performance.now() < untilMs) {
  const exchanges = await Promise.all(CATALOGUE.map((row, index) => theatre.meet(row, theatre.urls[index] ?? "")));
  for (const [index, { outcome }] of exchanges.entries()) {
    const row = CATALOGUE[index];
    if (outcome !== row?.outcome) throw new Error(`Row ${row?.row} (${row?.does}) came to ${outcome}`);
  }
  theatre.forget();
  // Sockets that were cut off close in their own time, and what they hold goes with them.
  await new Promise((resolve) => setTimeout(resolve, 50));
  collect();
  const { heapUsed, external, rss } = memoryUsage();
  rounds.push({ heapBytes: heapUsed, externalBytes: external, rssBytes: rss });
}
await theatre.close();
writeSync(1, JSON.stringify(rounds.slice(WARM_UP)));
