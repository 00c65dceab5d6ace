import { setFlagsFromString } from "node:v8";
import { createLog, createServer, type ServerConfig } from "@callcall/server";
import { greeting } from "./greeting.ts";

/**
 * The heap is collected when it has doubled. By itself V8 lets it grow fourfold under load, which is 90 MiB more for the
 * process while a large backlog leaves, and saves no processor time that could be measured.
 */
const HEAP_GROWTH = "--heap-growing-percent=100";

/** Run a server until it is told to stop. Resolves once it is up. */
export async function runServer(config: ServerConfig): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const log = createLog(config);
  const die = (error: unknown, message: string): void => {
    log.error({ err: error }, message);
    process.exit(1);
  };
  // A fault nobody caught leaves a state nobody knows. What was acknowledged is on disk: start anew from there.
  process.on("uncaughtException", (error) => die(error, "an error was not caught; stopping"));
  process.on("unhandledRejection", (error) => die(error, "a rejection was not handled; stopping"));

  const server = await createServer({
    config,
    log,
    onFatal: (error) => die(error, "the disk failed; stopping, since nothing can be acknowledged any more"),
  });

  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, "stopping: letting attempts in flight end (send the signal again to stop at once)");
      server.close().then(
        () => process.exit(0),
        (error) => die(error, "could not stop cleanly"),
      );
    });
  }

  if (config.mode === "development") console.log(greeting(server));
  else log.info({ url: server.url }, "ready");
}
