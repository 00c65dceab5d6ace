import { randomBytes } from "node:crypto";
import { access, constants, link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreError } from "@callcall/store";
import { SETTINGS, type Setting } from "./config/catalogue.ts";

/** Make the data directory if it is missing, readable by its owner only. @throws Error with the cure */
export async function ensureDataDir(dataDir: string): Promise<void> {
  try {
    await makeDirectory(dataDir);
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw dataDirError(error, dataDir);
  }
}

/** Not with `recursive`: Node's tries for ever where a parent exists but takes no children, as /proc does. */
async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  await makeDirectory(dirname(path));
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!(await isDirectory(path))) throw error;
  }
}

/** @throws where a file stands in the place of the directory, or of one above it */
async function isDirectory(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) return false;
    throw error;
  }
  throw Object.assign(new Error(`${path} is not a directory`), { code: "ENOTDIR" });
}

/** Say what is wrong with the directory, and the cure. Any error that is not the file system's is handed back as it is. */
export function dataDirError(error: unknown, directory: string, setting: string = DATA_DIR): unknown {
  const because = REASONS[codeOf(error) ?? ""];
  if (because === undefined) return error;
  return new Error(`Cannot keep data in ${directory}: ${because}. Choose another directory with ${setting}`, {
    cause: error,
  });
}

const DATA_DIR = nameOf(SETTINGS.dataDir);
const DATABASE_URL = nameOf(SETTINGS.databaseUrl);

function nameOf({ flag, env }: Setting): string {
  return `${flag} (${env})`;
}

/** A refusal of the store that is a whole sentence, and names the cure. */
export function saysItself({ message }: StoreError): boolean {
  return message.startsWith("Cannot ");
}

/** Say which database does not open, and the cure. Refusals of the store that say so themselves are handed back. */
export function databaseError(error: unknown, databasePath: string, dataDir: string): unknown {
  const directory = dirname(databasePath);
  const setting = directory === dataDir ? DATA_DIR : DATABASE_URL;
  if (!(error instanceof StoreError)) return dataDirError(error, directory, setting);
  if (saysItself(error)) return error;
  return new Error(
    `Cannot open ${databasePath}: ${error.message}. Check that this user may write it and what lies beside it, put it back from a copy, or choose another place with ${setting}`,
    { cause: error },
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EEXIST: "something that is no directory stands in its place",
  EISDIR: "a directory stands in the place of a file in it",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "nothing can be made in a directory above it",
  ENOSPC: "its disk is full",
  ENOTDIR: "it, or a directory above it, is a file",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
};

export interface KeptKey {
  readonly fileName: string;
  readonly prefix: string;
  readonly minCharacters: number;
  /** What follows from deleting the file. */
  readonly ifDeleted: string;
}

/**
 * A key that is made once and kept in a file of the data directory: for development only, since whoever
 * copies the directory has the key with the data it protects.
 */
export async function keptKey(dataDir: string, kept: KeptKey): Promise<string> {
  const path = join(dataDir, kept.fileName);
  const known = await readKey(path, kept);
  if (known !== undefined) return known;
  const key = kept.prefix + randomBytes(32).toString("base64url");
  // The name is given to a file that is whole: a process killed while it writes must not leave half a key.
  const unnamed = join(dataDir, `.${kept.fileName}.${randomBytes(6).toString("hex")}`);
  try {
    await writeSynced(unnamed, `${key}\n`);
    await link(unnamed, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw dataDirError(error, dataDir);
    // Another process was faster, and may use its key already.
    return (await readKey(path, kept)) ?? key;
  } finally {
    await unlink(unnamed).catch(() => undefined);
  }
  await syncDirectory(dataDir);
  return key;
}

async function readKey(path: string, { minCharacters, ifDeleted }: KeptKey): Promise<string | undefined> {
  let key: string;
  try {
    key = (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new Error(`Cannot read the key in ${path}: let this user read it, or put it back from a copy`, {
      cause: error,
    });
  }
  if (key.length >= minCharacters) return key;
  const fault = key === "" ? "it is empty" : `it is shorter than ${minCharacters} characters`;
  throw new Error(`Cannot use the key in ${path}: ${fault}. Put it back from a copy, or delete the file: ${ifDeleted}`);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    // Secrets are about to be sealed with it: losing it in a power cut would lose them.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name last as well. Windows opens no directories, and needs it not. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
