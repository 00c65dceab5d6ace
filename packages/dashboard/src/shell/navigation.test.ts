import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dashboardRoutes } from "../../index.js";
import { NAVIGATION, navigationFor } from "./navigation.ts";

const SCREENS = join(import.meta.dirname, "../screens");

it("leaves out what the session has nothing to see in, and groups that are empty", () => {
  const shown = navigationFor(["events:read"], false).flatMap(({ destinations }) => destinations.map(({ to }) => to));
  expect(shown).toEqual(["/", "/events", "/console", "/settings"]);
});

it("shows nothing of the server to those who came in by a link", () => {
  const shown = navigationFor(["events:read"], true).flatMap(({ destinations }) => destinations.map(({ to }) => to));
  expect(shown).toEqual(["/", "/events", "/console"]);
});

it("the server serves the page at every address that a screen routes, and at no other", () => {
  const paths = readdirSync(SCREENS).flatMap((screen) => {
    const text = readFileSync(join(SCREENS, screen, "route.ts"), "utf8");
    return [...text.matchAll(/path: "\/([^"/]*)/g)].map(([, segment = ""]) => segment);
  });
  const segments = [...new Set(paths)].filter((segment) => segment !== "").sort();
  expect([...dashboardRoutes].sort()).toEqual(segments);
  const linked = NAVIGATION.flatMap(({ destinations }) => destinations.map(({ to }) => to.slice(1)));
  expect(segments).toEqual(expect.arrayContaining(linked.filter((segment) => segment !== "")));
});
