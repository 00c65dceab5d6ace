import { ConfigError, compactDatabase, resolveConfig, SETTINGS } from "@callcall/server";
import { Command } from "commander";

/** `callcall compact`: for databases of versions that could not give space back. */
export function compactCommand(): Command {
  const command = new Command("compact").description(
    "Rewrite the database as small as it can be. No server may use it meanwhile",
  );
  for (const name of ["dataDir", "databaseUrl"] as const) {
    const { flag, hint, description, env } = SETTINGS[name];
    const option = command.createOption(`${flag} <${hint}>`, `${description} (env: ${env})`);
    option.attributeName = () => name;
    command.addOption(option);
  }
  return command.action(compact);
}

async function compact(flags: Record<string, string>): Promise<void> {
  try {
    // Keys are not needed for it, and development does not ask for them.
    const { before, after } = await compactDatabase(resolveConfig({ mode: "development", flags, env: process.env }));
    console.log(`The database had ${mebibytes(before)} and has ${mebibytes(after)} now.`);
  } catch (error) {
    const faults =
      error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
    for (const fault of faults) console.error(`callcall: ${fault}`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
