import { expect, it } from "vitest";
import { perMinute } from "./rates.ts";

it.each([
  [0, "0"],
  [0.0004, "< 0.001"],
  [0.0667, "0.067"],
  [0.44, "0.44"],
  [3, "3"],
  [12.4, "12"],
  [1234, "1.2K"],
])("%d a minute is %s", (rate, text) => expect(perMinute(rate)).toBe(text));
