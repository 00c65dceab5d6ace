/** The writer on a thread of its own: it opens the database, holds its lock, and commits what it is sent. */
import { parentPort, workerData } from "node:worker_threads";
import type { WriteCommand } from "../../port/commands.ts";
import { loadDriver } from "../driver.ts";
import { asStoreError } from "../errors.ts";
import { openForWriting, type WritableDatabase } from "../open.ts";
import { answerTo } from "./answers.ts";
import { workWithin } from "./exit-gate.ts";
import { unpackCommands } from "./pack.ts";
import { prepareWriter } from "./prepare.ts";
import { type FromThread, sendableError, type ThreadData, type ToThread } from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("Cannot run the writer but as a thread of a store");
const { path, gate } = workerData as ThreadData;

function answer(message: FromThread): void {
  port?.postMessage(message);
}

function failed(error: unknown): void {
  answer({ kind: "failed", error: sendableError(asStoreError(error)) });
}

function serve({ write, close }: WritableDatabase): void {
  const commit = prepareWriter(write);
  function serveOne(message: ToThread): void {
    if (message.kind === "commit") {
      const commands = unpackCommands(message.commands);
      commit(commands, (results) => {
        const answers = results.map((result, index) => answerTo(commands[index] as WriteCommand, result));
        answer({ kind: "committed", answers });
      });
    } else {
      close();
      answer({ kind: "closed" });
      port?.close();
    }
  }
  port?.on("message", (message: ToThread) => workWithin(gate, () => orFail(() => serveOne(message))));
  answer({ kind: "opened" });
}

function orFail(work: () => void): void {
  try {
    work();
  } catch (error) {
    failed(error);
  }
}

const driver = await loadDriver().catch(failed);
if (driver !== undefined) workWithin(gate, () => orFail(() => serve(openForWriting(driver, path))));
