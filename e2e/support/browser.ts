import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { ROOT } from "./paths.ts";

/** Debian's, or another one on the path. `npm test` installs it where it may. */
const EXECUTABLE = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export const WIDE = { width: 1280, height: 800 } as const;
/** A phone. */
export const NARROW = { width: 390, height: 844 } as const;

/** A page that remembers what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and of the console, and every violation of the content security policy. */
  readonly faults: readonly string[];
  /** @throws when something went wrong, but for what `expected` matches */
  refuseFaults(expected?: RegExp): void;
  close(): Promise<void>;
}

let launched: Promise<Browser> | undefined;

/** One browser for all tests of a file. */
export function browser(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
  return launched;
}

export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  /** Without the policy, for what injects scripts: axe. Such a page proves nothing about the policy. */
  readonly bypassCsp?: boolean;
  readonly baseURL: string;
  /** Cookies and storage of an earlier page, as its context's `storageState()` gave them. */
  readonly storageState?: Exclude<BrowserContextOptions["storageState"], string | undefined>;
}

/** A page in a context of its own: no cookie and no storage of another test. */
export async function openPage(options: PageOptions): Promise<WatchedPage> {
  const { viewport = WIDE, colorScheme = "light", bypassCsp = false, baseURL, storageState } = options;
  const context = await (await browser()).newContext({
    baseURL,
    viewport,
    colorScheme,
    bypassCSP: bypassCsp,
    reducedMotion: "reduce",
    locale: "en-GB",
    ...(storageState === undefined ? {} : { storageState }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script error: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    // A refusal that a screen shows as such is logged by the browser as well: its test says what it expects.
    if (message.type() === "error") faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  await page.exposeFunction("callcallViolation", (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
      const text = `${violatedDirective} blocked ${blockedURI} at ${sourceFile}:${lineNumber}`;
      (globalThis as unknown as { callcallViolation(text: string): void }).callcallViolation(text);
    });
  });
  return {
    page,
    faults,
    refuseFaults(expected) {
      const stray = faults.filter((fault) => expected?.test(fault) !== true);
      if (stray.length > 0) throw new Error(`The page is not clean:\n${stray.join("\n")}`);
    },
    close: () => context.close(),
  };
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds against WCAG 2.2 A and AA, a line each. Open the page with `bypassCsp`. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  const violations = await page.evaluate(async (tags) => {
    const injected = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await injected.run(document, { runOnly: { type: "tag", values: tags } })).violations;
  }, WCAG);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}

/** A picture into `$CALLCALL_SHOTS/<name>.png`; without that variable none is taken. For those who look. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env["CALLCALL_SHOTS"];
  if (folder === undefined) return;
  const path = resolve(ROOT, folder, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: "disabled" });
}
