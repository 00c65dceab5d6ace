import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";

const BYTES_MAX = 8 * 1024;

test("in the page of a browser, the client is small and needs nothing else", async () => {
  const result = await build({
    ...{ configFile: false, logLevel: "silent", root: fileURLToPath(new URL("../..", import.meta.url)) },
    build: {
      ...{ write: false, minify: true },
      rolldownOptions: {
        input: fileURLToPath(new URL("../client.ts", import.meta.url)),
        preserveEntrySignatures: "strict",
      },
    },
  });
  const chunks = [result].flat().flatMap((output) => ("output" in output ? output.output : []));
  expect(chunks).toHaveLength(1);
  const [chunk] = chunks;
  if (chunk?.type !== "chunk") throw new Error("Cannot find the bundle");
  expect([...chunk.imports, ...chunk.dynamicImports]).toEqual([]);
  expect(chunk.exports.sort()).toEqual(["ApiError", "ConnectionError", "RawJson", "createClient", "memberText"]);
  expect(gzipSync(chunk.code).length).toBeLessThan(BYTES_MAX);
});
