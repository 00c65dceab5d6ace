// `npm test`: install, build, and run every test. `npm test -- NAME` runs the files whose path has NAME in it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./lib/ensure-built.mjs";
import { ensurePostgres } from "./lib/ensure-postgres.mjs";
import { ensureCampaignPrograms, ensureProgram } from "./lib/ensure-program.mjs";
import { runModule, say } from "./lib/run.mjs";

const SUITES = [
  { name: "packages", what: "unit, property, conformance and socket tests", config: "vitest.config.ts" },
  { name: "end to end", what: "the built server: the guide, interop, crashes", config: "e2e/vitest.config.ts" },
];

await ensureBuilt({ lab: true });
await ensureCampaignPrograms();
await ensurePostgres();
await ensureProgram("chromium", "chromium", "tests open the dashboard in a real browser");

const reports = mkdtempSync(join(tmpdir(), "callcall-tests-"));
const filter = process.argv.slice(2);
let passed = 0;
let failed = 0;
let broken = false;

for (const [index, suite] of SUITES.entries()) {
  say(`Running the ${suite.name} tests (${suite.what}) …`);
  const report = join(reports, `${index}.json`);
  const code = await runModule("vitest/vitest.mjs", [
    "run",
    ...["--config", suite.config],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ...(filter.length > 0 ? ["--passWithNoTests", ...filter] : []),
  ]);
  broken ||= code !== 0;
  const counts = countsOf(report);
  passed += counts.passed;
  failed += counts.failed;
}

rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = broken || failed > 0 || passed === 0 ? 1 : 0;

function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
