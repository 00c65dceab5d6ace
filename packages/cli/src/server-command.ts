import { ConfigError, defaultOf, type Mode, resolveConfig, SETTINGS, type Setting } from "@callcall/server";
import { Command } from "commander";
import { runServer } from "./run-server.ts";

const COMMANDS: Record<Mode, { readonly name: string; readonly description: string }> = {
  development: {
    name: "dev",
    description: "Start a development server: loopback and http:// endpoints are allowed, keys are made for you",
  },
  production: {
    name: "serve",
    description: "Start a production server: public HTTPS endpoints only, keys are required",
  },
};

/** `callcall dev` or `callcall serve`, with the flags of the settings catalogue. */
export function serverCommand(mode: Mode): Command {
  const { name, description } = COMMANDS[mode];
  const command = new Command(name).description(description);
  for (const [key, setting] of Object.entries(SETTINGS) as [string, Setting][]) {
    if (setting.flag === undefined) continue;
    // The attribute name is the setting's, so that the values can be handed on as they are.
    const option = command.createOption(flagsOf(setting), describe(setting, mode));
    option.attributeName = () => key;
    command.addOption(option);
  }
  command.addHelpText("after", environmentHelp(mode));
  command.action((flags: Record<string, string | true>) => start(mode, flags));
  return command;
}

function flagsOf({ flag, hint }: Setting): string {
  return hint === undefined ? String(flag) : `${flag} <${hint}>`;
}

function describe(setting: Setting, mode: Mode): string {
  const standard = defaultOf(setting, mode);
  const notes = [`env: ${setting.env}`, ...(standard ? [`default: ${standard}`] : [])];
  return `${setting.description} (${notes.join(", ")})`;
}

function environmentHelp(mode: Mode): string {
  const secrets = (Object.values(SETTINGS) as Setting[]).filter((setting) => setting.flag === undefined);
  const lines = secrets.map(({ env, description }) => `  ${env.padEnd(21)} ${description}`);
  const required = mode === "production" ? " (both required)" : "";
  return `\nEnvironment only, since flags can be read in the list of processes${required}:\n${lines.join("\n")}`;
}

async function start(mode: Mode, flags: Record<string, string | true>): Promise<void> {
  const typed = Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, value === true ? "yes" : value]));
  try {
    await runServer(resolveConfig({ mode, flags: typed, env: process.env }));
  } catch (error) {
    const faults =
      error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
    for (const fault of faults) console.error(`callcall: ${fault}`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}
