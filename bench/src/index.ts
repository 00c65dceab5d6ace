/** `npm run bench`: measures the built server on this machine, as ratios to what the machine can do at most. */
import { writeFileSync } from "node:fs";
import { documentReports } from "./document.ts";
import { currentCommit, describeMachine } from "./machine.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { PARTS } from "./parts/index.ts";
import { limit } from "./parts/limit.ts";
import { REFERENCE_SECONDS_MAX } from "./parts/part.ts";
import { type Measurement, type Report, tableOf } from "./report.ts";

try {
  const options = readOptions(process.argv.slice(2), [...PARTS.keys()]);
  if (options.document === undefined) await measure(options);
  else documentReports(options.document);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exit(1);
}

async function measure({ parts, seconds, rows, json }: Options): Promise<void> {
  const done: Measurement[] = [];
  const say = (text: string): void => void process.stderr.write(`› ${text}\n`);
  const machine = describeMachine();
  say("limit");
  const most = await limit(Math.min(seconds, REFERENCE_SECONDS_MAX));
  done.push(most);
  for (const [name, part] of PARTS) {
    if (!parts.includes(name)) continue;
    const progress = (text: string): void => say(`${name}: ${text}`);
    done.push(...(await part({ seconds, rows, limit: most.per_second ?? 0, done, progress })));
  }
  const { node, sqlite = "own", undici = "" } = process.versions;
  const report: Report = { machine, commit: currentCommit(), versions: { node, sqlite, undici }, parts: done };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(
    `${machine.processor}, ${machine.cores} cores, fsync ${machine.fsync_ms.toFixed(2)} ms, commit ${report.commit}`,
  );
  console.log(tableOf(done));
}
