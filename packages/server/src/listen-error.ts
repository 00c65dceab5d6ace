/** The settings that choose where to listen, as one types them. */
interface PlaceSettings {
  readonly port: string;
  readonly host: string;
}

const MAIN: PlaceSettings = { port: "--port (CALLCALL_PORT)", host: "--host (CALLCALL_HOST)" };
export const METRICS_SETTINGS: PlaceSettings = {
  port: "--metrics-port (CALLCALL_METRICS_PORT)",
  host: "--metrics-host (CALLCALL_METRICS_HOST)",
};

/** Say what keeps the server from listening, and the cure. Any other error is handed back as it is. */
export function listenError(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
  settings: PlaceSettings = MAIN,
): unknown {
  const because = reasons(settings)[(error as NodeJS.ErrnoException | null)?.code ?? ""];
  if (because === undefined || (error as NodeJS.ErrnoException).syscall !== "listen") return error;
  return new Error(`Cannot listen on ${host}:${port}: ${because}`, { cause: error });
}

function reasons({ port, host }: PlaceSettings): Readonly<Record<string, string>> {
  return {
    EADDRINUSE: `another program has the port. Stop it, or choose another port with ${port}; 0 takes a free one`,
    EACCES: `this user may not use the port. Choose one above 1023 with ${port}, and let a proxy have the lower one`,
    EADDRNOTAVAIL: `this machine does not have the address. Choose one of its own with ${host}, such as 127.0.0.1`,
  };
}
