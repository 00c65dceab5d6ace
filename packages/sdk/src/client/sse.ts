/** One message of a stream of server-sent events. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** A stream that sends more than this without ending a message is not one of ours. */
const MESSAGE_CHARACTERS_MAX = 4 * 1024 * 1024;

/**
 * Server-sent events as the HTML standard reads them (section 9.2.6), from text that may be cut anywhere. The text has
 * gone through a TextDecoder, which takes away one byte-order mark.
 */
export class SseParser {
  /** The id to go on from: of the last message that was ended, with data or without. */
  lastEventId: string;
  /** Milliseconds that the server asked to wait before a reconnection. */
  retryMs: number | undefined;
  #rest = "";
  /** The last line ended with a CR: an LF that follows belongs to it. */
  #skipLf = false;
  #event = "";
  #id: string;
  #data: string[] = [];
  #characters = 0;

  constructor(lastEventId = "") {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /** The messages that end in this text. @throws RangeError for a message without end. */
  push(text: string): SseMessage[] {
    const messages: SseMessage[] = [];
    let start = 0;
    if (this.#skipLf && text !== "") {
      this.#skipLf = false;
      if (text[0] === "\n") start = 1;
    }
    // Only what is new can hold the end of a line.
    for (let at = start; at < text.length; at++) {
      const character = text[at];
      if (character !== "\n" && character !== "\r") continue;
      const message = this.#readLine(this.#rest + text.slice(start, at));
      this.#rest = "";
      if (message !== undefined) messages.push(message);
      if (character === "\r") {
        if (at + 1 === text.length) this.#skipLf = true;
        else if (text[at + 1] === "\n") at++;
      }
      start = at + 1;
    }
    this.#rest += text.slice(start);
    if (this.#rest.length + this.#characters > MESSAGE_CHARACTERS_MAX) {
      throw new RangeError(`Cannot read the stream: a message has more than ${MESSAGE_CHARACTERS_MAX} characters`);
    }
    return messages;
  }

  #readLine(line: string): SseMessage | undefined {
    if (line === "") return this.#endMessage();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#characters += value.length + 1;
    } else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #endMessage(): SseMessage | undefined {
    this.lastEventId = this.#id;
    const message = { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id };
    const isEmpty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    this.#characters = 0;
    return isEmpty ? undefined : message;
  }
}
