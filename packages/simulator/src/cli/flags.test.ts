import { describe, expect, it } from "vitest";
import { readFlags } from "./flags.ts";

const read = (line: string) => readFlags(line === "" ? [] : line.split(" "), () => 0.5);

describe("flags", () => {
  it("are read, and a seed is drawn where none is given", () => {
    expect(read("--seed 7 --count 300 --mode liveness --verbose")).toMatchObject({
      seed: 7,
      count: 300,
      mode: "liveness",
      verbose: true,
    });
    expect(read("")).toMatchObject({ seed: 2 ** 30, count: null, mode: undefined, bug: undefined });
    expect(read("--plant completion-without-fence").bug?.name).toBe("completion-without-fence");
  });

  it.each([
    ["--seed x", "Cannot read --seed x: it is a whole number from 0"],
    ["--seed -1", "ambiguous"],
    ["--count 0", "Cannot read --count 0: it is a whole number from 1 to 1000000"],
    ["--count 1000001", "Cannot read --count 1000001"],
    ["--mode fast", "Cannot simulate in mode fast: it is safety or liveness"],
    ["--plant nothing", "Cannot plant nothing: it is one of ack-before-commit"],
    ["--speed 1", "Unknown option '--speed'"],
  ])("that make no sense are refused: %s", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
