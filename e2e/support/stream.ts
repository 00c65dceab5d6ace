import type { StreamEntry } from "@callcall/contract";
import type { Api } from "./api.ts";
import { type Bound, Growing, within } from "./until.ts";

export interface StreamMessage {
  readonly id: string;
  readonly entry: StreamEntry;
}

export interface OpenStream {
  readonly messages: readonly StreamMessage[];
  waitFor<Found>(look: (messages: readonly StreamMessage[]) => Found | undefined | false, bound: Bound): Promise<Found>;
  close(): Promise<void>;
}

/** Follow GET /stream. Resolves once the server has answered, so that nothing published afterwards is missed. */
export async function openStream(api: Api, query = "", lastEventId?: string): Promise<OpenStream> {
  const abort = new AbortController();
  const response = await within(
    fetch(`${api.url}/api/v1/stream${query}`, {
      headers: { ...api.headers, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
      signal: abort.signal,
    }),
    { what: "the stream to open" },
  );
  if (response.status !== 200 || response.body === null) throw new Error(`GET /stream: ${response.status}`);
  const messages = new Growing<StreamMessage>();
  const reading = read(response.body, messages);
  return {
    messages: messages.items,
    waitFor: (look, bound) => messages.waitFor(look, bound),
    async close() {
      abort.abort();
      await reading;
    },
  };
}

async function read(body: ReadableStream<Uint8Array>, messages: Growing<StreamMessage>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const id = /^id: (.*)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (id !== undefined && data !== undefined) messages.push({ id, entry: JSON.parse(data) as StreamEntry });
      }
    }
  } catch {
    // Closed by us, or by a server that stops.
  }
}
