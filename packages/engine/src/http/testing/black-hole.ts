import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** A port of loopback that drops every SYN. */
export interface BlackHole {
  readonly port: number;
  close(): void;
}

const BACKLOG_OF_ONE = `const s=require("net").createServer();s.listen(0,"127.0.0.1",1,()=>console.log(s.address().port))`;

/** A stopped process whose backlog is full: the kernel drops further SYNs, as a firewall would. */
export async function openBlackHole(): Promise<BlackHole> {
  const child = spawn(process.execPath, ["-e", BACKLOG_OF_ONE], { stdio: ["ignore", "pipe", "ignore"] });
  const [chunk] = await once(child.stdout, "data");
  child.kill("SIGSTOP");
  // A stopped process outlives whoever forgets it.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const port = Number(String(chunk));
  const fillers = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await once(fillers[0] ?? child, "connect");
  return {
    port,
    close() {
      for (const filler of fillers) filler.destroy();
      process.off("exit", kill);
      kill();
    },
  };
}
