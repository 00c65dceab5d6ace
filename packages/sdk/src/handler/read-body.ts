/** The largest body that is read: 1 MiB, four times what the platform delivers by default. */
export const DEFAULT_LIMIT_BYTES: number = 1024 * 1024;

/** What reading a body came to: its bytes, or undefined when they would exceed the limit. */
export type ReadBody = Uint8Array | undefined;

/** What is needed of Node's `IncomingMessage`, which Express's `req` is too. */
export interface NodeRequest {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly readableEnded: boolean;
  /** What an earlier middleware made of the body. */
  body?: unknown;
  on(event: string, listener: (chunk: Uint8Array) => void): unknown;
  pause(): unknown;
}

/** Reads a Node request. Rejects when the client goes away before the body ends. */
export function readNodeBody(request: NodeRequest, limitBytes: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    // Not `for await`: leaving that loop early destroys the socket, and the 413 could not be sent.
    request.on("data", (chunk) => {
      length += chunk.length;
      if (length <= limitBytes) {
        chunks.push(chunk);
      } else {
        request.pause();
        resolve(undefined);
      }
    });
    request.on("end", () => resolve(join(chunks, length)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The request was closed before its body ended")));
  });
}

/** Reads a fetch request. Rejects when the body breaks off. */
export async function readFetchBody(request: Request, limitBytes: number): Promise<ReadBody> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > limitBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(read.value);
  }
  return join(chunks, length);
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
