import { gentle, type Mishap } from "./mishap.ts";

export const logClosed: Mishap = {
  name: "whoever read its log is gone",
  async happen(stage) {
    const { publishers } = stage;
    const { program } = stage.server;
    program.closeOutput();
    // A webhook that comes and goes is a line of the log for each attempt that it gets.
    await publishers?.reach(publishers.acknowledged + 60);
    const { status } = await stage.api.send("GET", "/webhooks");
    if (status !== 200) return gentle(`GET /webhooks answers ${status}`);
    program.signal("SIGTERM");
    const { code, signal } = await program.ended();
    return gentle(code !== 0 && `it ended with ${code ?? signal} instead of 0`);
  },
};
