import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { publishSamples } from "./samples.ts";

it("survives the shell, whatever is in the example", () => {
  const example = { text: `it's "quoted" $HOME \\ and \`ticks\`` };
  const [curl] = publishSamples("a.b", example, "http://127.0.0.1:4400");
  // The shell's own reading of the arguments: `printf` in the place of curl.
  const script = curl?.code.replace(/^curl/, "printf '%s\\n'") ?? "";
  const lines = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ type: "a.b", data: example });
});
