/** The table of the documentation, from the reports of several runs. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Report, tableOf } from "./report.ts";

const PAGE = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const BEGIN = "<!-- figures: written by `npm run bench -- --document` -->";
const END = "<!-- end of figures -->";

/** Put the figures of the reports in the place of those in docs/benchmarks.md. @throws where a file is no report */
export function documentReports(files: readonly string[]): void {
  const reports = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Report);
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, "utf8"), reports));
}

/** The page with the figures of these reports between its marks. */
export function withFigures(page: string, reports: readonly Report[]): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`Cannot write figures into a page without ${BEGIN} and ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${figuresOf(reports)}\n\n${page.slice(to)}`;
}

function figuresOf(reports: readonly Report[]): string {
  const [first] = reports;
  if (first === undefined) throw new Error("Cannot write figures without a report");
  const { processor, cores, platform } = first.machine;
  const syncs = reports.map(({ machine }) => machine.fsync_ms);
  const runs = reports.map(({ commit, parts }) =>
    // Each run has a limit of its own, to which its ratios are.
    parts.map((part) => (part.part === "limit" ? { ...part, case: `commit ${commit}` } : part)),
  );
  const about = `${processor}, ${cores} cores, ${platform}, Node ${first.versions["node"]}; an fsync takes ${between(syncs)} ms.`;
  return `${about}\n\n${tableOf(runs.flat())}`;
}

function between(values: readonly number[]): string {
  const [least, most] = [Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)];
  return least === most ? least : `${least} to ${most}`;
}
