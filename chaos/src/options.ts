import { parseArgs } from "node:util";
import type { Orders } from "./campaign.ts";

export interface Command extends Omit<Orders, "say"> {
  /** Names of campaigns; empty means all. */
  readonly campaigns: readonly string[];
  readonly help: boolean;
}

export const HELP = `Usage: npm run chaos [-- CAMPAIGN...] [--short] [--kills N] [--events N] [--seconds N] [--seed N]

  --short      the form that every test run has: seconds instead of minutes
  --kills N    how often the server is killed, stalled, stopped or its disk replayed
  --events N   events to publish
  --seconds N  how long the fault lasts
  --seed N     the chance in it; printed by every run

Campaigns:
`;

/** @throws where an option is unknown or no whole number, or a campaign is not among `known` */
export function parseCommand(args: readonly string[], known: readonly string[], fallbackSeed: number): Command {
  const number = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      kills: number,
      events: number,
      seconds: number,
      seed: number,
    },
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Cannot run ${unknown.join(", ")}: the campaigns are ${known.join(", ")}`);
  }
  return {
    campaigns: positionals,
    help: values.help,
    short: values.short,
    kills: asCount("kills", values.kills),
    events: asCount("events", values.events),
    seconds: asCount("seconds", values.seconds),
    seed: asCount("seed", values.seed) ?? fallbackSeed,
  };
}

function asCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) === 0) {
    throw new Error(`Cannot read --${name} ${text}: a whole number from 1 to 999999999 is needed`);
  }
  return Number(text);
}
