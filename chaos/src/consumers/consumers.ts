import { type ChildProcess, fork } from "node:child_process";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "@callcall/e2e/support/until";
import type { Behaviour } from "./behaviour.ts";
import type { Arrival, FromConsumers, ToConsumers } from "./messages.ts";

/** The consumers' process, as the campaign sees it. */
export class Consumers {
  /** So far, a moment late. */
  requests = 0;
  accepted = 0;
  readonly #child: ChildProcess;
  readonly #log: string;
  #port = 0;

  private constructor(child: ChildProcess, log: string) {
    this.#child = child;
    this.#log = log;
    child.on("message", (message: FromConsumers) => {
      if (message.kind === "listening") this.#port = message.port;
      else {
        this.requests = message.requests;
        this.accepted = message.accepted;
      }
    });
  }

  /**
   * @param log path of the file that what arrives is noted in
   * @param port 0 for a free one
   */
  static async start(log: string, seed: number, port = 0): Promise<Consumers> {
    const child = fork(fileURLToPath(new URL("./main.js", import.meta.url)), [log, String(seed), String(port)]);
    const consumers = new Consumers(child, log);
    await until(() => consumers.#port > 0, { what: "the consumers to listen" });
    return consumers;
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  get port(): number {
    return this.#port;
  }

  urlOf(consumer: string, host = "127.0.0.1"): string {
    return `http://${host}:${this.#port}/${consumer}`;
  }

  learnSecret(consumer: string, secret: string): void {
    this.#tell({ kind: "secret", consumer, secret });
  }

  become(consumer: string, behaviour: Behaviour): void {
    this.#tell({ kind: "become", consumer, behaviour });
  }

  /** Everything in the log, in the order of arrival. Ends the process first, so that nothing is still to come. */
  async stop(): Promise<readonly Arrival[]> {
    await this.end();
    const arrivals: Arrival[] = [];
    for await (const line of createInterface({ input: createReadStream(this.#log, { flags: "a+" }) })) {
      arrivals.push(JSON.parse(line) as Arrival);
    }
    return arrivals;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.disconnect();
    await ended;
  }

  #tell(message: ToConsumers): void {
    this.#child.send(message);
  }
}
