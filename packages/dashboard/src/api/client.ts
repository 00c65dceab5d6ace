import { type CallId, type CallRequest, type Client, createClient, type Operations } from "@callcall/webhooks/client";
import { portalId } from "../session/portal.ts";
import { actingAccount } from "./acting-account.ts";
import { toProblem } from "./problem.ts";

export type { CallId, CallRequest } from "@callcall/webhooks/client";

/** What a call answers with. */
export type ResultOf<Id extends CallId> = Operations[Id]["result"];

/** The answer, and its own text: numbers that JavaScript cannot hold are still in it. */
export interface AnswerOf<Id extends CallId> {
  readonly value: ResultOf<Id>;
  readonly text: string;
}

/**
 * The SDK's client, on the page's own origin and with the session's cookie. What it throws is for `toProblem`.
 * Repeating is left to the query cache, which knows whether anybody still looks.
 */
export const client: Client = createClient({
  credentials: "same-origin",
  retries: 0,
  headers: () => {
    // The page of a portal link acts by that link alone, whoever else is signed in in this browser.
    if (portalId !== null) return { "callcall-portal": portalId };
    const account = actingAccount();
    return account === null ? {} : { "callcall-account": account };
  },
});

type Call = <Id extends CallId>(id: Id, request: CallRequest<Id>) => Promise<ResultOf<Id>>;
type Text = <Id extends CallId>(id: Id, request: CallRequest<Id>) => Promise<AnswerOf<Id>>;

/** Calls by operation id: `api.call("webhooks.list", { query: { limit: 10 } })`. They fail with an ApiProblem. */
export const api: {
  readonly call: Call;
  readonly text: Text;
  /** Follow everything as it happens; see the SDK's `EntryStream`. */
  readonly stream: Client["stream"];
} = {
  call: (id, request) => asProblem(client.call(id, request as never)),
  text: (id, request) => asProblem(client.text(id, request as never)),
  stream: client.stream,
};

async function asProblem<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw toProblem(error);
  }
}
