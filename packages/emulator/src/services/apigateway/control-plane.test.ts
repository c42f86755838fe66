import { expect, test } from "vitest";
import { defineApi } from "./api.ts";
import { apiGatewayService } from "./control-plane.ts";
import { ordersApi } from "./fixture.ts";

const service = apiGatewayService(defineApi(ordersApi));

async function get(target: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const [path = "", query = ""] = target.split("?");
  const response = await service.handle({
    method: "GET",
    path,
    query: new URLSearchParams(query),
    headers: {},
    body: Buffer.alloc(0),
  });
  return { status: response.status, json: JSON.parse(String(response.body)) };
}

test("the API, its stage and its models are listed", async () => {
  expect((await get("/restapis")).json).toMatchObject({ item: [{ id: "local", name: "orders" }] });
  expect((await get("/restapis/local/stages/v1")).json).toMatchObject({
    variables: { stream: "tributary" },
  });
  expect((await get("/restapis/local/models/Order")).json).toMatchObject({
    schema: ordersApi.models.Order,
  });
});

test("resources show their methods with the templates that run", async () => {
  const bare = await get("/restapis/local/resources");
  expect(JSON.stringify(bare.json)).not.toContain("requestTemplates");
  const { json } = await get("/restapis/local/resources?embed=methods");
  const route = ordersApi.routes[0];
  expect(json.item).toContainEqual(
    expect.objectContaining({
      path: "/orders",
      resourceMethods: {
        ANY: expect.anything(),
        POST: expect.objectContaining({
          methodIntegration: expect.objectContaining({
            type: "AWS",
            passthroughBehavior: "NEVER",
            requestTemplates:
              route?.integration.type === "AWS" ? route.integration.requestTemplates : undefined,
          }),
        }),
      },
    }),
  );
});

test("what is not there is 404, what is not offered 501", async () => {
  for (const path of ["/restapis/x", "/restapis/local/stages/x", "/restapis/local/models/x"]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  expect((await get("/restapis/local/authorizers")).status).toBe(501);
});
