import { createHash } from "node:crypto";

/**
 * A policy for a page of our own: nothing from elsewhere, and of inline styles and scripts exactly those that
 * stand in `html`, by hash. What an attacker manages to inject has another hash, and does not run.
 */
export function pagePolicy(html: string, directives: Readonly<Record<string, string>> = {}): string {
  const policy = {
    "default-src": "'none'",
    "script-src": ["'self'", ...hashesOf(html, "script")].join(" "),
    "style-src": ["'self'", ...hashesOf(html, "style")].join(" "),
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    ...directives,
  };
  return Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

function hashesOf(html: string, element: "script" | "style"): string[] {
  const blocks = html.matchAll(new RegExp(`<${element}\\b[^>]*>([^]*?)</${element}>`, "gi"));
  return [...blocks].flatMap(([, text = ""]) =>
    text === "" ? [] : [`'sha256-${createHash("sha256").update(text).digest("base64")}'`],
  );
}
