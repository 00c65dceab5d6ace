import type { CallCallServer } from "@callcall/server";

/**
 * What `callcall dev` prints when it is up: everything needed for the first event, ready to paste. The link to the
 * dashboard signs in: a fragment is sent to no server, and the page takes it out of the address at once.
 */
export function greeting({ url, apiKey }: Pick<CallCallServer, "url" | "apiKey">): string {
  return `
  CallCall Webhooks is running in DEVELOPMENT MODE: endpoints on loopback and plain http:// are allowed.

  Dashboard   ${url}/sign-in#key=${apiKey}
  API docs    ${url}/docs
  API key     ${apiKey}

  1. Start something that receives (another terminal):

     node examples/receiver.mjs

  2. Register it:

     curl -sX POST ${url}/api/v1/webhooks \\
       -H "authorization: Bearer ${apiKey}" \\
       -H "content-type: application/json" \\
       -d '{"url":"http://127.0.0.1:3000/webhook","events":["customer.qualified","service.matched"],"description":"My first endpoint"}'

  3. Publish an event and see it arrive:

     curl -sX POST ${url}/api/v1/events \\
       -H "authorization: Bearer ${apiKey}" \\
       -H "content-type: application/json" \\
       -d '{"type":"customer.qualified","data":{"customer_id":"customer_987654321","score":85,"qualification_type":"hot","triggers":["budget_match","high_engagement"]}}'

  Stop with Ctrl+C.
`;
}
