import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Make the data directory if it is missing, readable by its owner only. */
export async function ensureDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
}

/**
 * A key that is made once and kept in a file of the data directory: for development only, since whoever
 * copies the directory has the key with the data it protects.
 */
export async function keptKey(dataDir: string, fileName: string, prefix: string): Promise<string> {
  const path = join(dataDir, fileName);
  const key = prefix + randomBytes(32).toString("base64url");
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${key}\n`);
      // Secrets are about to be sealed with it: losing it in a power cut would lose them.
      await file.sync();
    } finally {
      await file.close();
    }
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const kept = (await readFile(path, "utf8")).trim();
    if (kept === "")
      throw new Error(`Cannot read a key from ${path}: it is empty. Restore it, or delete it to start over`);
    return kept;
  }
}
