/** What a failed statement means for those who wait for the commit. */
import { describeFailure, type Messages, translateFailure } from "../failures.ts";
import { StoreError, type StoreErrorReason } from "../port/store.ts";

/** SQLSTATEs, or their first two digits, that say something of the server rather than of the statement. */
const REASONS: ReadonlyMap<string, StoreErrorReason> = new Map<string, StoreErrorReason>([
  ["53100", "full"], // disk_full
  ["08", "unavailable"], // the connection
  ["53", "unavailable"], // out of memory, of connections
  ["57", "unavailable"], // shut down, starting up, cancelled by a timeout
  ["40", "unavailable"], // a deadlock, or a conflict: rolled back as a whole
  ["25006", "unavailable"], // read-only: a standby, or a primary that was demoted; a failover is under way
  ["25P03", "unavailable"], // idle in transaction for too long
  ["55P03", "unavailable"], // a lock was not to be had in time
  ["25P02", "unavailable"], // behind a statement that failed
  ["28", "incompatible"], // who we say we are
  ["3D", "incompatible"], // there is no such database
  ["42501", "incompatible"], // privileges
  ["58030", "io"], // the server's disk refused
  ["XX001", "io"], // data are corrupted
  ["XX002", "io"], // an index is
]);

/** What Node says of a socket. */
const SOCKET = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|ENOENT|EACCES)/;
/** What the client says of a connection that is gone; these have no code. */
const GONE =
  /Connection terminated|not queryable|Client was closed|timeout expired|Query read timeout|timeout exceeded/i;

const MESSAGES: Messages = {
  locked: "another node holds the database",
  full: "no space is left for the database",
  io: "the database server cannot trust its disk",
  unavailable: "the database is briefly unavailable",
  ambiguous: "the connection was lost while committing, and what was committed cannot be found out",
  incompatible: "the database cannot be used",
};

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * The reason, where the failure concerns the whole store; undefined where it concerns the one statement (a
 * constraint, a value of the wrong type), which is a bug in whoever made the command.
 */
export function storeFailure(error: unknown): StoreErrorReason | undefined {
  if (error instanceof StoreError) return error.reason;
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && GONE.test(error.message) ? "unavailable" : undefined;
  if (SOCKET.test(code)) return "unavailable";
  return REASONS.get(code) ?? REASONS.get(code.slice(0, 2));
}

/** The server itself refused, and its connection lives: whatever it was asked to do is not done. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && "severity" in error && error.severity === "ERROR";
}

/** Rolled back for the sake of another transaction: the same again will do. */
export function isConflict(error: unknown): boolean {
  return codeOf(error)?.startsWith("40") === true;
}

export function storeError(reason: StoreErrorReason, cause: unknown): StoreError {
  return describeFailure(MESSAGES, reason, cause);
}

export function asStoreError(error: unknown): unknown {
  return translateFailure(MESSAGES, storeFailure, error);
}
