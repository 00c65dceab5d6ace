import { connect } from "node:net";

/** What has arrived at the receiver since the feed was opened. */
export interface Feed {
  arrived(): number;
  close(): void;
}

export async function followFeed(port: number, onNews: () => void): Promise<Feed> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  let base: number | undefined;
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("data", (lines: string) => {
      // A line may be cut: its beginning is a smaller count, and the next line is right again.
      count = Math.max(count, Number(lines.trimEnd().split("\n").at(-1)));
      base ??= count;
      resolve();
      onNews();
    });
  });
  return { arrived: () => count - (base ?? 0), close: () => void socket.destroy() };
}
