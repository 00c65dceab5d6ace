import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signWebhook } from "@callcall/webhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samplesFor } from "./samples.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
const TIMESTAMP = "1738896900";
const PAYLOADS = {
  plain: '{"id":"evt_1","data":{"score":85}}',
  quotes: `{"text":"it's \\"quoted\\" \\\\ and \`ticks\` $HOME #{x} \${y} %s"}`,
  lines: '{\n\t"a": 1\n}',
  unicode: '{"name":"Björn 😀 漢字","nbsp":"\u00a0"}',
};

/** Where an interpreter is missing, its sample cannot be run; the others are. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  javascript: ["node"],
  python: ["python3"],
  php: ["php"],
  ruby: ["ruby"],
  java: ["java"],
  shell: ["sh"],
  go: ["go", "run"],
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "callcall-samples-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("samples", () => {
  it("reproduce the signature wherever there is something to run them with", () => {
    const ran = new Set<string>();
    for (const [name, payload] of Object.entries(PAYLOADS)) {
      const expected = signWebhook({ id: "evt_1", payload, secrets: [SECRET], timestamp: Number(TIMESTAMP) });
      for (const { language, file, code } of samplesFor({ payload, timestamp: TIMESTAMP })) {
        const [command = "", ...rest] = COMMANDS[language] ?? [];
        const path = join(folder, file);
        writeFileSync(path, code);
        const run = spawnSync(command, [...rest, path], { env: { ...process.env, WEBHOOK_SECRET: SECRET } });
        if ((run.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") continue;
        const output = run.stdout.toString().trim();
        expect(output, `${language} with ${name}: ${run.stderr}`).toBe(expected["x-callcall-signature"]);
        ran.add(language);
      }
    }
    expect([...ran]).toEqual(expect.arrayContaining(["javascript", "shell"]));
  });

  it("do not hold the secret, and cannot be broken out of by a timestamp", () => {
    for (const { code, title } of samplesFor({ payload: "{}", timestamp: '1"; evil()\n' })) {
      expect(code, title).toContain("WEBHOOK_SECRET");
      expect(code, title).not.toContain("evil()");
    }
  });
});
