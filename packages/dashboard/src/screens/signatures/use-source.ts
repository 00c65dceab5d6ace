import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { SignedRequest } from "./request-text.ts";
import type { SignaturesSearch } from "./route.ts";

/** A request from elsewhere in the dashboard, and the endpoint whose secrets belong to it. */
export interface Source {
  readonly request: SignedRequest;
  readonly webhookId: string | null;
  readonly label: string;
}

/** Read what the address names. `null`: it names nothing. */
export function useSource(search: SignaturesSearch): UseQueryResult<Source | null, ApiProblem> {
  return useQuery<Source | null, ApiProblem>({
    queryKey: ["signatures.source", search],
    queryFn: ({ signal }) => readSource(search, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function readSource(search: SignaturesSearch, signal: AbortSignal): Promise<Source | null> {
  const { delivery, attempt, receiver, received } = search;
  if (delivery !== undefined) {
    const { attempts, webhook_id } = await api.call("deliveries.get", { params: { id: delivery }, signal });
    const found = attempt === undefined ? attempts.at(-1) : attempts.find((one) => one.attempt === attempt);
    if (found?.request == null) throw missing("What was sent in this attempt is not there");
    return {
      request: requestOf(found.request.headers, found.request.body),
      webhookId: webhook_id,
      label: `attempt ${found.attempt} of ${delivery}`,
    };
  }
  if (receiver !== undefined && received !== undefined) {
    const { data } = await api.call("receivers.requests", { params: { id: receiver }, signal });
    const found = data.find(({ id }) => id === received);
    if (found === undefined) throw missing("The test receiver does not keep this request any more");
    return {
      request: requestOf(found.headers, found.body),
      webhookId: found.signature?.webhook_id ?? null,
      label: `request ${received} at a test receiver`,
    };
  }
  return null;
}

function requestOf(headers: Readonly<Record<string, string>>, payload: string): SignedRequest {
  const ours = headers["x-callcall-signature"];
  return {
    payload,
    signature: ours ?? headers["webhook-signature"] ?? "",
    timestamp: (ours === undefined ? headers["webhook-timestamp"] : headers["x-callcall-timestamp"]) ?? "",
    id: headers["webhook-id"] ?? "",
  };
}

function missing(detail: string): ApiProblem {
  return new ApiProblem({ status: 404, code: "not_found", detail });
}
