import { callcallToEnd } from "@callcall/e2e/support/process";
import { gentle, type Mishap } from "./mishap.ts";

const CURE = /in use: stop the CallCall process that runs on it, or choose another data directory/;

function intruder(name: string, args: readonly string[]): Mishap {
  return {
    name,
    async happen(stage) {
      const { code, stderr } = await callcallToEnd([...args, "--data-dir", stage.dataDir]);
      return gentle(
        code !== 1 && `it ended with ${code} instead of 1`,
        !CURE.test(stderr) && `it does not say what to do: ${stderr}`,
        stage.server.program.hasEnded && "it ended the server that was there",
      );
    },
  };
}

export const secondServer: Mishap = intruder("a second server on the same data", ["dev", "--port", "0"]);
export const compactBeside: Mishap = intruder("callcall compact beside the server", ["compact"]);
