import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** What a name server does with a question. */
export type Answering = "answers" | "servfail" | "silent";

const HEADER_BYTES = 12;
/** The type and the class behind a name. */
const QUESTION_TAIL_BYTES = 4;
const TYPE_A = 1;
/** A response, recursion wanted and available. */
const RESPONSE_FLAGS = 0x8180;
const SERVFAIL_CODE = 2;
/** The name of the question, type A, class IN, to be kept for 0 seconds, 127.0.0.1. */
const LOOPBACK = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);

/** A DNS server for which every name is this machine, until it is told to fail. */
export class NameServer {
  answering: Answering = "answers";
  /** Questions while it did not answer. */
  unanswered = 0;
  #socket: Socket | undefined;
  #port = 0;

  /** Listen, again on the same port where it had been closed. */
  async open(): Promise<void> {
    const socket = createSocket("udp4");
    socket.on("message", (question, { port, address }) => {
      if (this.answering !== "answers") this.unanswered += 1;
      const answer = answerTo(question, this.answering);
      if (answer !== undefined) socket.send(answer, port, address);
    });
    socket.bind(this.#port, "127.0.0.1");
    await once(socket, "listening");
    this.#port = (socket.address() as AddressInfo).port;
    this.#socket = socket;
  }

  /** The system refuses questions from now on: nobody listens. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    const closed = once(socket, "close");
    socket.close();
    await closed;
  }

  /** What stands in `/etc/resolv.conf` of whoever is to ask here. */
  get resolvConf(): string {
    return `nameserver 127.0.0.1:${this.#port}\n`;
  }
}

/** Pure. Undefined: nothing is said, or what came was no question. */
export function answerTo(question: Buffer, answering: Answering): Buffer | undefined {
  let end = HEADER_BYTES;
  while ((question[end] ?? 0) > 0) end += (question[end] ?? 0) + 1;
  const type = end + 1;
  if (answering === "silent" || question.length < type + QUESTION_TAIL_BYTES) return undefined;
  const hasAddress = answering === "answers" && question.readUInt16BE(type) === TYPE_A;
  const header = Buffer.alloc(HEADER_BYTES);
  question.copy(header, 0, 0, 2);
  header.writeUInt16BE(answering === "servfail" ? RESPONSE_FLAGS | SERVFAIL_CODE : RESPONSE_FLAGS, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAddress ? 1 : 0, 6);
  const asked = question.subarray(HEADER_BYTES, type + QUESTION_TAIL_BYTES);
  return Buffer.concat(hasAddress ? [header, asked, LOOPBACK] : [header, asked]);
}
