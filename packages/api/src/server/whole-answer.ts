import { type IncomingMessage, ServerResponse } from "node:http";

/**
 * An answer whose text goes out with its head, in one piece. Node's own ends with an empty chunk behind the text, and
 * two chunks are gathered by `writev`, which takes twice the processor time of a `write`: 3 of 20 µs of an answer.
 */
export class WholeAnswer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  override end(...args: readonly unknown[]): this {
    const [text, encoding = null, whenDone = null] = args;
    const { socket } = this;
    const isTextAlone = typeof text === "string" && encoding === null && whenDone === null;
    // A head that is not made yet learns the length from `end`; where something waits, this has to wait behind it.
    if (isTextAlone && this.headersSent && socket?.writableLength === 0) {
      this.write(text);
      // It is with the kernel now, unless the client reads too slowly: nothing is left for the end to gather.
      socket.uncork();
      return super.end();
    }
    return super.end(...(args as []));
  }
}
