#!/usr/bin/env node
import { VERSION } from "@callcall/server";
import { Command } from "commander";
import { compactCommand } from "./compact-command.ts";
import { serverCommand } from "./server-command.ts";

const program = new Command("callcall")
  .description("Webhooks you can trust with events you cannot lose")
  .version(VERSION)
  .addCommand(serverCommand("development"))
  .addCommand(serverCommand("production"))
  .addCommand(compactCommand())
  .showHelpAfterError("Run `callcall --help` to see what there is.");

await program.parseAsync();
