import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import { collectGarbage } from "../runtime/collect.ts";

/** In memory where the system has such a file system: what is simulated are losses, not the disk's speed. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Each has up to eight files open. */
const OPENED_BEFORE_COLLECTION = 32;
let opened = 0;
let template: Promise<Buffer> | undefined;

/** A migrated, empty database, made once for each process. */
function emptyDatabase(): Promise<Buffer> {
  template ??= (async () => {
    const directory = mkdtempSync(join(BASE, "callcall-simulator-"));
    try {
      const path = join(directory, "callcall.db");
      await (await openSqliteStore({ path })).close();
      return readFileSync(path);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  })();
  return template;
}

/**
 * The disk of the simulated machine: real files under a real SQLite. When the process dies, the files are copied as
 * they are, and the next process opens the copy; the connections of the dead one can change nothing any more.
 */
export class Disk {
  readonly #directory: string;
  #generation = 0;
  /** Bytes of the log that are on stable storage; null: all of them, as every commit is synced. */
  syncedLogBytes: number | null = null;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<Disk> {
    const content = await emptyDatabase();
    const disk = new Disk(mkdtempSync(join(BASE, "callcall-simulator-")));
    mkdirSync(disk.#folder);
    writeFileSync(disk.path, content, { mode: 0o600 });
    return disk;
  }

  async open(): Promise<Store> {
    opened += 1;
    if (opened % OPENED_BEFORE_COLLECTION === 0) await collectGarbage();
    return openSqliteStore({ path: this.path });
  }

  /** How long the log is, in bytes. */
  logBytes(): number {
    const path = `${this.path}-wal`;
    return existsSync(path) ? statSync(path).size : 0;
  }

  /** The process is gone. `logBytes`: what is left of the log; null: all that is synced. */
  crash(logBytes: number | null): void {
    const from = this.path;
    this.#generation += 1;
    mkdirSync(this.#folder);
    copyFileSync(from, this.path);
    const log = `${from}-wal`;
    if (!existsSync(log)) return;
    copyFileSync(log, `${this.path}-wal`);
    const left = logBytes ?? this.syncedLogBytes;
    if (left !== null && left < statSync(log).size) truncateSync(`${this.path}-wal`, left);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #folder(): string {
    return join(this.#directory, String(this.#generation));
  }

  /** The database that the present process uses. */
  get path(): string {
    return join(this.#folder, "callcall.db");
  }
}
