import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";

/** Where the frames inside of a page have ended up. */
export function framesOf(page: Page): readonly string[] {
  return page
    .frames()
    .filter((frame) => frame !== page.mainFrame())
    .map((frame) => frame.url());
}

/** Somebody else's site. */
export interface ForeignPage {
  /** On another port of the server's own host: another origin, and to browsers the same site. */
  readonly sameSite: string;
  /** Under another name: another site. */
  readonly crossSite: string;
  /** What it shows from now on. */
  show(html: string): void;
  close(): Promise<void>;
}

export async function startForeignPage(): Promise<ForeignPage> {
  let html = "";
  const server = createServer((_request, response) => {
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(`<!doctype html><title>x</title>${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    sameSite: `http://127.0.0.1:${port}`,
    crossSite: `http://localhost:${port}`,
    show(text) {
      html = text;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
