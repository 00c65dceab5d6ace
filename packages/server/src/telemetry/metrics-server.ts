import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { MetricsPage } from "@callcall/api";

/** `GET /metrics` on an address of its own, for whoever reaches that: no key is asked for. */
export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

/** A scraper asks once in a while, and says little. */
const TIMEOUT_MS = 10_000;
const HEADER_BYTES = 8 * 1024;

export async function listenForMetrics(
  { port, host }: { readonly port: number; readonly host: string },
  render: () => Promise<MetricsPage>,
): Promise<MetricsServer> {
  const server = createServer(
    { requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS, maxHeaderSize: HEADER_BYTES },
    async (request, response) => {
      // A body is never read; the connection ends with the answer.
      response.setHeader("connection", "close");
      const [path] = (request.url ?? "").split("?", 1);
      if (path !== "/metrics") return void response.writeHead(404).end();
      if (request.method !== "GET") return void response.writeHead(405, { allow: "GET" }).end();
      try {
        const { contentType, text } = await render();
        response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" }).end(text);
      } catch {
        // The store is closed, or closing: the next scrape finds nobody.
        response.writeHead(503).end();
      }
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}/metrics`,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
