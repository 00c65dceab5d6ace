import { expect, it, vi } from "vitest";

vi.stubGlobal("location", { pathname: "/", hash: "" });
const { mayTryAtOnce } = await import("./fragment-key.ts");

it.each(["127.0.0.1", "127.1.2.3", "localhost", "[::1]"])("tries a link's key at once on %s", (hostname) => {
  expect(mayTryAtOnce(hostname)).toBe(true);
});

it.each(["hooks.your-domain.com", "127.0.0.1.nip.io", "localhost.evil.example", "10.0.0.1", ""])(
  "waits for a click on %s",
  (hostname) => {
    expect(mayTryAtOnce(hostname)).toBe(false);
  },
);
