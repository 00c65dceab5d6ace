/**
 * What a process did to its files and said on its sockets, in order, from the log of `strace -f -y -xx`.
 *
 * A write counts from the moment it returned, a sync covers the writes that had returned before it was called, and
 * words count as said from the moment the call began: each the reading that promises the least to the server.
 */
export type Step =
  | { readonly kind: "write"; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly file: string; readonly size: number }
  | { readonly kind: "create" | "remove"; readonly file: string }
  /** `file` is empty for the directory itself. `began`: how many steps had been taken when it was called. */
  | { readonly kind: "sync"; readonly file: string; readonly began: number }
  | { readonly kind: "heard" | "said"; readonly text: string };

/** System calls that the reader understands. Others would change files behind its back; see `Disk.everything`. */
export const TRACED: readonly string[] = [
  ...["openat", "unlink", "write", "writev", "pwrite64", "pwritev", "ftruncate", "fsync", "fdatasync", "read"],
  ...["recvfrom", "sendto"],
];

/** Longest string in the log, in bytes: a page of the database and its like fit, and so do a request's headers. */
export const STRING_BYTES = 16_384;

/** A memory map's lock file and the lock of the process: neither holds data, both are made anew. */
const NO_DATA = /-shm$|\.lock(?:-journal)?$/;

/** Reads a log line by line. `directory`: where the data is; other files are passed over. */
export class TraceReader {
  readonly steps: Step[] = [];
  readonly #directory: string;
  readonly #underWay = new Map<string, { readonly head: string; readonly began: number }>();
  readonly #known: Set<string>;

  /** @param held names of files that were there before the first line */
  constructor(directory: string, held: Iterable<string> = []) {
    this.#directory = directory;
    this.#known = new Set(held);
  }

  line(line: string): void {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    if (rest.endsWith("<unfinished ...>")) {
      const head = rest.slice(0, -"<unfinished ...>".length).trimEnd();
      this.#underWay.set(pid, { head, began: this.steps.length });
      this.#begin(head);
      return;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    if (resumed === null) {
      this.#begin(rest);
      this.#end(rest, this.steps.length);
      return;
    }
    const begun = this.#underWay.get(pid);
    this.#underWay.delete(pid);
    if (begun !== undefined) this.#end(begun.head + resumed[1], begun.began);
  }

  #begin(call: string): void {
    if (/^(?:write|writev|sendto)\(\d+<socket:|^(?:write|writev|sendto)\(\d+<\\x73\\x6f\\x63/.test(call)) {
      this.steps.push({ kind: "said", text: stringsIn(call).toString("latin1") });
    }
  }

  #end(call: string, began: number): void {
    const [, name = "", fd = "", result = ""] = /^(\w+)\((?:AT_FDCWD|(\d*)).*\) += (-?\d+)/s.exec(call) ?? [];
    const returned = Number(result);
    if (name === "" || returned < 0) return;
    if (name === "openat") this.#opened(call);
    else if (name === "unlink") this.#unlinked(call);
    else this.#used(name, call, { fd, returned, began });
  }

  /** A call on an open file or socket. */
  #used(name: string, call: string, { fd, returned, began }: { fd: string; returned: number; began: number }): void {
    const path = decoded(/<([^>]*)>/.exec(call.slice(name.length + 1 + fd.length))?.[1] ?? "");
    if (name === "read" || name === "recvfrom") {
      if (path.startsWith("socket:")) this.steps.push({ kind: "heard", text: stringsIn(call).toString("latin1") });
      return;
    }
    const file = this.#nameOf(path);
    if (file === undefined) return;
    switch (name) {
      case "fsync":
      case "fdatasync":
        this.steps.push({ kind: "sync", file, began });
        return;
      case "ftruncate":
        this.steps.push({ kind: "truncate", file, size: Number(/, (\d+)\)/.exec(call)?.[1]) });
        return;
      case "pwrite64": {
        const bytes = stringsIn(call).subarray(0, returned);
        // A byte that was not recorded would be a hole in every image.
        if (bytes.length !== returned)
          throw new Error(`Cannot read a write of ${returned} bytes: only ${bytes.length} are in the log`);
        this.steps.push({ kind: "write", file, offset: Number(/, \d+, (\d+)\) += /.exec(call)?.[1]), bytes });
        return;
      }
      default:
        throw new Error(`Cannot follow ${name} on ${file}: teach the reader its offset`);
    }
  }

  #opened(call: string): void {
    if (!call.includes("O_CREAT")) return;
    const file = this.#nameOf(decoded(/ = \d+<([^>]*)>/.exec(call)?.[1] ?? ""));
    if (file === undefined || file === "" || this.#known.has(file)) return;
    this.#known.add(file);
    this.steps.push({ kind: "create", file });
  }

  #unlinked(call: string): void {
    const file = this.#nameOf(stringsIn(call).toString());
    if (file === undefined) return;
    this.#known.delete(file);
    this.steps.push({ kind: "remove", file });
  }

  /** The name of a file that holds data, empty for the directory, undefined for what is elsewhere. */
  #nameOf(path: string): string | undefined {
    if (path === this.#directory) return "";
    if (!path.startsWith(`${this.#directory}/callcall.db`) || NO_DATA.test(path)) return undefined;
    return path.slice(this.#directory.length + 1);
  }
}

function stringsIn(call: string): Buffer {
  return Buffer.concat([...call.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => bytesOf(hex)));
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}

function decoded(path: string): string {
  return path.replace(/(?:\\x[0-9a-f]{2})+/g, (hex) => bytesOf(hex).toString());
}
