import type { ServerConfig } from "./config/resolve.ts";

/** Say what keeps the server from listening, and the cure. Any other error is handed back as it is. */
export function listenError(error: unknown, { host, port }: Pick<ServerConfig, "host" | "port">): unknown {
  const because = REASONS[(error as NodeJS.ErrnoException | null)?.code ?? ""];
  if (because === undefined || (error as NodeJS.ErrnoException).syscall !== "listen") return error;
  return new Error(`Cannot listen on ${host}:${port}: ${because}`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "another program has the port. Stop it, or choose another port with --port (CALLCALL_PORT); 0 takes a free one",
  EACCES:
    "this user may not use the port. Choose one above 1023 with --port (CALLCALL_PORT), and let a proxy have the lower one",
  EADDRNOTAVAIL:
    "this machine does not have the address. Choose one of its own with --host (CALLCALL_HOST), such as 127.0.0.1",
};
