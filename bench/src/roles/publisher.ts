/** The load: publishers on kept-alive connections, each of which asks again when it is answered. */
import { play } from "../run/child.ts";
import { openConnection } from "./publisher/connection.ts";
import { keepPublishing, type Load, type Pacing } from "./publisher/pace.ts";
import { makeRequests, type PreparedRequest } from "./publisher/requests.ts";
import { type Published, Tally } from "./publisher/tally.ts";

export interface PublishInput extends Pacing {
  readonly url: string;
  readonly apiKey: string;
  readonly connections: number;
  /** Event types, which take turns. */
  readonly types: number;
}

const tally = new Tally();
let running: Load | undefined;

const role = {
  async start(input: PublishInput): Promise<void> {
    const requests = makeRequests(input);
    const connections = await Promise.all(Array.from({ length: input.connections }, () => openConnection(input.url)));
    const load = await keepPublishing(input, connections, tally, (connection, turn, sentUs, done) => {
      const request = requests[turn % requests.length] as PreparedRequest;
      connection.ask(request.at(sentUs), (status) => done(status === 202 || status === 207));
    });
    running = {
      async stop() {
        await load.stop();
        for (const connection of connections) connection.close();
      },
    };
  },
  look: (): Published => tally.look(),
  /** Publish no more, and wait for what is asked already. */
  async stop(): Promise<void> {
    await running?.stop();
  },
};
export type PublisherRole = typeof role;

play(role);
