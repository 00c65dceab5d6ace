import { expect, test } from "vitest";
import { parseCommand } from "./options.ts";

const KNOWN = ["kill", "power"];

test("without anything all campaigns run in full, by a seed of the moment", () => {
  expect(parseCommand([], KNOWN, 7)).toEqual({
    campaigns: [],
    help: false,
    short: false,
    kills: undefined,
    events: undefined,
    seconds: undefined,
    seed: 7,
  });
});

test("campaigns and measures are chosen", () => {
  const command = parseCommand(["power", "--short", "--kills", "3", "--seed", "12"], KNOWN, 7);
  expect(command).toMatchObject({ campaigns: ["power"], short: true, kills: 3, seed: 12 });
});

test.each([
  [["powre"], "Cannot run powre: the campaigns are kill, power"],
  [["--kills", "0"], "Cannot read --kills 0"],
  [["--kills", "many"], "Cannot read --kills many"],
  [["--forever"], "--forever"],
])("%j is refused", (args, message) => {
  expect(() => parseCommand(args, KNOWN, 7)).toThrow(message);
});
