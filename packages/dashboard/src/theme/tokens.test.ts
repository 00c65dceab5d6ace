import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dark, gray, green, iris, red } from "./colors.ts";
import { contrast } from "./contrast.ts";

const CSS = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const [lightBlock = "", darkBlock = ""] = [...CSS.matchAll(/\{([^}]*)\}/g)].map(([, block = ""]) => block);

function tokensIn(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/--cc-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const SCHEMES = [
  { scheme: "light", tokens: tokensIn(lightBlock), page: "#ffffff", texts: [gray[9], gray[6]] },
  { scheme: "dark", tokens: tokensIn(darkBlock), page: dark[7], texts: [dark[0], dark[2]] },
];

describe.each(SCHEMES)("in $scheme", ({ tokens, page, texts }) => {
  const token = (name: string): string => tokens.get(name) ?? "";

  it.each(["ok", "warn", "bad", "busy", "calm"])("%s can be read on its tint, on the page and on a card", (tone) => {
    for (const ground of [token(`${tone}-tint`), page, token("surface"), token("surface-sunken")]) {
      expect(contrast(token(`${tone}-text`), ground), `${tone} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(["ok", "warn", "bad", "busy"])("the mark of %s can be told from the page (WCAG 1.4.11)", (tone) => {
    // Words stand beside it; 2.5 is enough for a shape that carries no meaning alone.
    expect(contrast(token(`${tone}-mark`), page)).toBeGreaterThanOrEqual(2.5);
  });

  it("text and dimmed text can be read on everything that lies under them", () => {
    for (const text of texts) {
      for (const ground of [page, token("surface"), token("surface-sunken")]) {
        expect(contrast(text ?? "", ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

it.each([
  ["iris", iris],
  ["red", red],
  ["green", green],
])("white can be read on a filled %s button", (_name, shades) => {
  expect(contrast("#ffffff", shades[6] ?? "")).toBeGreaterThanOrEqual(4.5);
});
