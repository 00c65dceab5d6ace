import { describe, expect, it } from "vitest";
import { dark } from "./colors.ts";
import { contrast, luminance, mix, toHex, toRgb } from "./contrast.ts";
import { paletteOf } from "./palette.ts";

/** Colours from all over the cube, and those that go wrong first. */
const COLOURS = [
  ...[0, 64, 128, 192, 255].flatMap((r) =>
    [0, 64, 128, 192, 255].flatMap((g) => [0, 64, 128, 192, 255].map((b) => toHex([r / 255, g / 255, b / 255]))),
  ),
  "#ffd400",
  "#0f766e",
  "#fffffe",
  "#000001",
];

describe("a palette of somebody else's colour", () => {
  it("can be read everywhere, whatever the colour", () => {
    const faults = COLOURS.flatMap((color) => {
      const { shades, light, dark: night } = paletteOf(color);
      const pairs: readonly (readonly [string, string, string])[] = [
        ["white on a filled button", "#ffffff", shades[6]],
        ["white on a filled button under the pointer", "#ffffff", shades[7]],
        ["a link on the light page", light.anchor, "#ffffff"],
        ["a link on a light sunken surface", light.anchor, "#f7f8fa"],
        ["what is active, light", light.text, light.tint],
        ["a link on the dark page", night.anchor, dark[7]],
        ["a link on a dark card", night.anchor, dark[6]],
        ["what is active, dark", night.text, night.tint],
      ];
      return pairs.flatMap(([what, text, ground]) => {
        const found = contrast(text, ground);
        return found >= 4.5 ? [] : [`${color}: ${what}: ${text} on ${ground} is ${found.toFixed(2)}`];
      });
    });
    expect(faults).toEqual([]);
  });

  it("is the colour itself where that can be read", () => {
    expect(paletteOf("#0f766e").shades[6]).toBe("#0f766e");
    expect(paletteOf("#4f59e3").shades[6]).toBe("#4f59e3");
    expect(paletteOf("#ffd400").shades[6]).not.toBe("#ffd400");
  });

  it("goes from light to dark", () => {
    for (const color of ["#0f766e", "#ffd400", "#c92f39"]) {
      const lights = paletteOf(color).shades.map(luminance);
      expect(lights).toEqual([...lights].sort((a, b) => b - a));
    }
  });
});

it("reads and writes hex", () => {
  for (const hex of ["#000000", "#ffffff", "#0f766e"]) expect(toHex(toRgb(hex))).toBe(hex);
  expect(mix("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
