import { z } from "zod";
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
} from "zod-openapi";
import { PROBLEMS, type ProblemCode } from "./problems.ts";
import { API_PREFIX, type OperationId, ROUTES, SHARED_PROBLEMS } from "./routes/index.ts";
import type { Route } from "./routes/route.ts";

export interface OpenApiOptions {
  readonly version: string;
  readonly mode: "development" | "production";
}

/** The API as OpenAPI 3.1, from the route table and the very schemas that judge the requests. */
export function buildOpenApi({ version, mode }: OpenApiOptions): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [operationId, route] of Object.entries(ROUTES) as [OperationId, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(operationId, route) };
  }
  const document = {
    openapi: "3.1.0" as const,
    info: {
      title: "CallCall Webhooks",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description: `Publish events; they reach every endpoint that subscribed, signed and retried. ${MODES[mode]}`,
    },
    // Relative: where the server is reached is not for its Host header to say.
    servers: [{ url: API_PREFIX }],
    tags: [...new Set(Object.values(ROUTES).map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key" } },
      schemas: { Problem },
    },
  };
  return createDocument(document as ZodOpenApiObject, { override: loosen });
}

/** What zod says about its own checks, and clients should not hold us to. */
const loosen: NonNullable<CreateDocumentOptions["override"]> = ({ jsonSchema, zodSchema }) => {
  const { def } = zodSchema._zod;
  // Answers gain fields in time. Only objects that are declared strict refuse what they do not know.
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
  // Every integer is a safe one; spelling that range out only hides the limits that mean something.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

const MODES = {
  development: "This server runs in development mode: endpoints may be http:// and loopback addresses.",
  production: "Endpoints are public HTTPS addresses.",
} as const;

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().meta({ description: "JSON Pointer (RFC 6901)" }), detail: z.string() }))
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details" });

const CallcallAccount = z.string().optional().meta({
  description: "For operator keys: the account to act on",
  example: "acct_default",
});

const IdempotencyKey = z.string().min(1).max(255).optional().meta({
  description: "The same key with the same body answers as the first time, for 24 hours",
});

const Trace = {
  traceparent: z.string().optional().meta({
    description: "W3C Trace Context: the event and its deliveries become part of this trace. Ignored when malformed",
    example: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  }),
  tracestate: z.string().optional().meta({ description: "W3C Trace Context, carried along" }),
};

function describeOperation(operationId: OperationId, route: Route): ZodOpenApiOperationObject {
  const names = [...route.path.matchAll(/\{([a-z]+)\}/g)].map(([, name = ""]) => name);
  const headers = {
    "callcall-account": CallcallAccount,
    ...(route.idempotent && { "idempotency-key": IdempotencyKey, ...Trace }),
  };
  const operation = {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, scopeLine(route.scope)].filter(Boolean).join("\n\n"),
    ...(route.scope === "public" && { security: [] }),
    requestParams: {
      header: z.object(headers),
      ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(route.query && { query: route.query }),
    },
    ...(route.body && {
      requestBody: { required: !route.body.optional, content: { "application/json": { schema: route.body.schema } } },
    }),
    responses: { [route.success.status]: describeSuccess(route), ...describeProblems(route) },
  };
  return operation as ZodOpenApiOperationObject;
}

function scopeLine(scope: Route["scope"]): string {
  if (scope === "public") return "No key is needed.";
  if (scope === "any") return "Any valid key.";
  return scope === "operator" ? "Operator keys only." : `Scope: \`${scope}\`.`;
}

const RequestIdHeader = { "x-request-id": z.string().meta({ description: "Names this request in the server's log" }) };
const ReplayedHeader = {
  "idempotent-replayed": z.enum(["true"]).optional().meta({ description: "This is the answer of an earlier request" }),
};

function describeSuccess({ success, idempotent }: Route): object {
  return {
    description: success.description,
    headers: z.object({ ...RequestIdHeader, ...(idempotent && ReplayedHeader) }),
    ...(success.schema && { content: { [success.contentType ?? "application/json"]: { schema: success.schema } } }),
  };
}

/** Faults that only a body can have. */
const BODY_PROBLEMS: readonly ProblemCode[] = [
  "invalid_json",
  "invalid_utf8",
  "too_deep",
  "too_many_keys",
  "duplicate_key",
  "invalid_request",
  "unknown_field",
  "payload_too_large",
  "unsupported_media_type",
];

/** Answers to what is no operation: an unknown address, or another method. */
const UNROUTED: readonly ProblemCode[] = ["route_not_found", "method_not_allowed"];

/** One response per status, each with the codes that it may carry. */
function describeProblems(route: Route): Record<string, object> {
  const impossible = route.method === "GET" ? [...UNROUTED, ...BODY_PROBLEMS] : UNROUTED;
  const shared = SHARED_PROBLEMS.filter((code) => !impossible.includes(code));
  const codes = [...new Set<ProblemCode>([...shared, ...route.problems])];
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => PROBLEMS[code].status === status);
      return [
        status,
        {
          description: here.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("\n\n"),
          content: {
            "application/problem+json": {
              schema: {
                allOf: [{ $ref: "#/components/schemas/Problem" }],
                type: "object",
                properties: { status: { const: status }, code: { enum: here } },
              },
            },
          },
        },
      ];
    }),
  );
}
