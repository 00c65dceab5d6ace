import type { CodeSample } from "../../../components/code/code-samples.tsx";

/** How to publish one event of a type, in what people have at hand. `origin`: that of this server. */
export function publishSamples(type: string, example: unknown, origin: string): readonly CodeSample[] {
  const data = example ?? {};
  const body = JSON.stringify({ type, data });
  return [
    {
      label: "curl",
      language: "bash",
      code: [
        `curl -X POST ${origin}/api/v1/events \\`,
        '  -H "authorization: Bearer $CALLCALL_API_KEY" \\',
        '  -H "content-type: application/json" \\',
        `  -d '${body.replaceAll("'", `'\\''`)}'`,
      ].join("\n"),
    },
    {
      label: "Node.js",
      language: "typescript",
      code: [
        'import { createClient } from "@callcall/webhooks/client";',
        "",
        `const callcall = createClient({ baseUrl: "${origin}", apiKey: process.env.CALLCALL_API_KEY });`,
        `await callcall.events.publish(${JSON.stringify({ type, data }, null, 2)});`,
      ].join("\n"),
    },
  ];
}
