// The local table against dynalite and moto over HTTP with the same client: bulk and conditional writes,
// queries, at 10 thousand items and, ours, at a million.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atATime, Client } from "../client.mjs";
import {
  interleavedServers,
  moto,
  nodeServer,
  quick,
  scale,
  scratch,
  serverRows,
} from "../lib.mjs";

const AT_A_TIME = 8;

export async function run() {
  const directory = await scratch();
  const servers = {
    ours: await nodeServer("dynamodb.mjs", "ours", join(directory, "ours")),
    dynalite: await nodeServer("dynamodb.mjs", "dynalite", join(directory, "dynalite")),
  };
  const python = await moto();
  if (python) servers.moto = python;
  const tables = {};
  for (const [name, { port }] of Object.entries(servers)) {
    const client = new Client({ port, prefix: "DynamoDB_20120810", version: "1.0" });
    tables[name] = new Table(client);
    await tables[name].create();
    await tables[name].fill(name === "moto" ? 1_000 : scale(10_000, 3_000));
  }
  const jobs = (job) =>
    Object.fromEntries(
      Object.entries(tables).map(([name, table]) => [
        name,
        { pid: servers[name].pid, job: () => job(table, name) },
      ]),
    );
  const weight = (name, full) =>
    Math.max(
      2,
      Math.round(full * (name === "ours" ? 1 : name === "moto" ? 0.05 : 0.2) * (quick ? 0.4 : 1)),
    );
  const rounds = scale(7, 3);
  const result = [];
  for (const [what, unit, job, target] of [
    [
      "BatchWriteItem",
      "items",
      (table, name) => table.bulk(weight(name, 200)),
      [{ against: "dynalite", ratio: 5 }],
    ],
    [
      "conditional PutItem",
      "items",
      (table, name) => table.conditional(weight(name, 2_000)),
      [{ against: "dynalite", ratio: 5 }],
    ],
    ["Query of 10 items", "queries", (table, name) => table.query(weight(name, 1_000)), []],
  ]) {
    const numbers = await interleavedServers(rounds, jobs(job));
    result.push(...serverRows(`table ${what}, 10 k items`, unit, numbers, target));
  }

  // The small table and the large one side by side, so that both meet the same machine.
  for (const name of Object.keys(tables)) if (name !== "ours") await servers[name].stop();
  const client = new Client({
    port: servers.ours.port,
    prefix: "DynamoDB_20120810",
    version: "1.0",
  });
  const [few, many] = [new Table(client, "few"), new Table(client, "many")];
  for (const table of [few, many]) await table.create();
  await few.fill(10_000);
  const millions = scale(1_000_000, 100_000);
  await many.fill(millions);
  for (const [what, unit, job] of [
    ["BatchWriteItem", "items", (table) => table.bulk(scale(200, 60))],
    ["conditional PutItem", "items", (table) => table.conditional(scale(2_000, 600))],
    ["Query of 10 items", "queries", (table) => table.query(scale(1_000, 300))],
  ]) {
    const { pid } = servers.ours;
    const numbers = await interleavedServers(scale(9, 3), {
      "10 k items": { pid, job: () => job(few) },
      ours: { pid, job: () => job(many) },
    });
    const name = `table ${what}, ${millions.toLocaleString("en-US")} items`;
    result.push(...serverRows(name, unit, numbers, [{ against: "10 k items", ratio: 0.8 }]));
  }
  await servers.ours.stop();
  return result;
}

let serial = 0;

class Table {
  #client;
  #name;
  #filled = 0;

  constructor(client, name = "orders") {
    this.#client = client;
    this.#name = name;
  }

  async create() {
    await this.#client.call("CreateTable", {
      TableName: this.#name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "customer_id", KeyType: "HASH" },
        { AttributeName: "order_id", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["customer_id", "order_id"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
    });
    for (let status = ""; status !== "ACTIVE"; await sleep(20)) {
      status = (await this.#client.call("DescribeTable", { TableName: this.#name })).Table
        .TableStatus;
    }
  }

  /** Ten orders a customer. */
  async fill(count) {
    await atATime(AT_A_TIME, Math.ceil(count / 25), (batch) =>
      this.#batch(Array.from({ length: 25 }, (_, n) => item(batch * 25 + n))),
    );
    this.#filled = count;
  }

  async bulk(batches) {
    await atATime(AT_A_TIME, batches, () =>
      this.#batch(Array.from({ length: 25 }, () => this.#fresh())),
    );
    return batches * 25;
  }

  async conditional(count) {
    await atATime(AT_A_TIME, count, () =>
      this.#client.call("PutItem", {
        TableName: this.#name,
        Item: this.#fresh(),
        ConditionExpression: "attribute_not_exists(order_id)",
      }),
    );
    return count;
  }

  async query(count) {
    const customers = Math.max(1, Math.floor(this.#filled / 10));
    await atATime(AT_A_TIME, count, async (n) => {
      const { Count } = await this.#client.call("Query", {
        TableName: this.#name,
        KeyConditionExpression: "customer_id = :c",
        ExpressionAttributeValues: { ":c": { S: `c-${(n * 7919) % customers}` } },
      });
      if (Count !== 10) throw new Error(`a customer has ${Count} orders, not 10`);
    });
    return count;
  }

  /** A new item somewhere in the table. */
  #fresh() {
    serial += 1;
    return item(serial, `n-${(serial * 7919) % 100_003}`);
  }

  #batch(items) {
    return this.#client.call("BatchWriteItem", {
      RequestItems: { [this.#name]: items.map((Item) => ({ PutRequest: { Item } })) },
    });
  }
}

function item(n, customer = `c-${Math.floor(n / 10)}`) {
  return {
    customer_id: { S: customer },
    order_id: { S: `o-${n}` },
    status: { S: "paid" },
    version: { S: `${n}`.padStart(15, "0") },
    shipping_address: {
      M: {
        street: { S: "High Street 1" },
        city: { S: "London" },
        zip: { S: "N1" },
        country: { S: "GB" },
      },
    },
    purchase_details: {
      M: {
        payment_type: { S: "credit_card" },
        amount: { N: "12.25" },
        currency: { S: "GBP" },
        instalments: { N: "1" },
      },
    },
    product_details: {
      L: [{ M: { product_id: { S: "MUG-01" }, name: { S: "Enamel mug" }, quantity: { N: "2" } } }],
    },
  };
}
