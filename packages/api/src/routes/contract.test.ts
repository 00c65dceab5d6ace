import { API_PREFIX, PROBLEMS, ROUTES, SHARED_PROBLEMS } from "@callcall/contract";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import { OPERATIONS } from "../testing/operations.ts";
import { testApi } from "../testing/test-api.ts";

interface OpenApi {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

async function openApi(): Promise<OpenApi> {
  return (await testApi().request("GET", "/openapi.json", { token: null })).json();
}

it("publishes a document that an independent validator accepts as OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate({ ...(await openApi()) });
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

it("documents every operation that is registered, and no other", async () => {
  const { api } = testApi();
  await api.ready();
  const { paths } = await openApi();
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(OPERATIONS.map(([id, { method, path }]) => `${id} ${method} ${path}`).sort());
  for (const { method, path } of Object.values(ROUTES)) {
    const url = API_PREFIX + path.replaceAll(/\{([a-z]+)\}/g, ":$1");
    expect(api.hasRoute({ method, url }), `${method} ${url}`).toBe(true);
  }
});

it("names every schema, and refers to each", async () => {
  const document = await openApi();
  const text = JSON.stringify(document);
  const names = Object.keys(document.components.schemas);
  const unused = names.filter((name) => !text.includes(`"#/components/schemas/${name}"`));
  expect(unused).toEqual([]);
  expect(names.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name) || name.endsWith("Output"))).toEqual([]);
});

it("does not forbid what answers may gain, and does forbid what requests may not", async () => {
  const { schemas } = (await openApi()).components;
  expect(schemas["Webhook"]).not.toHaveProperty("additionalProperties");
  expect(schemas["WebhookCreate"]).toHaveProperty("additionalProperties", false);
});

it("documents the answers and the refusals of an operation", async () => {
  const { paths, components } = await openApi();
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(["WebhookCreate", "Webhook", "EventPublish", "EventAccepted", "Problem", "Attempt"]),
  );
  const publish = paths["/events"]?.["post"];
  expect(Object.keys(publish?.responses ?? {})).toEqual(
    expect.arrayContaining(["202", "400", "401", "413", "422", "507"]),
  );
  expect(JSON.stringify(publish?.responses["422"])).toContain('"unknown_event_type","schema_mismatch"');
});

it("has a use for every code of the catalogue", () => {
  const used = new Set<string>([...SHARED_PROBLEMS, ...OPERATIONS.flatMap(([, { problems }]) => problems)]);
  expect(Object.keys(PROBLEMS).filter((code) => !used.has(code))).toEqual([]);
});
