import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDb, startAwsListener, systemClock } from "@tributary/emulator/parts";
import { startJava } from "../../engines/java.ts";
import { type Absent, type Engine, type Group, isAbsent, type Json, sorted } from "../../suite.ts";

/** A DynamoDB that listens somewhere. */
export interface DynamoDbServer {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  close(): Promise<void>;
}

export async function ourDynamoDb(): Promise<DynamoDbServer> {
  const directory = await mkdtemp(join(tmpdir(), "conformance-dynamodb-"));
  const db = await DynamoDb.open({ directory, clock: systemClock });
  const listener = await startAwsListener({ services: [db.wireService()], port: 0 });
  return {
    name: "tributary",
    version: "this one",
    url: listener.url,
    async close() {
      await listener.close();
      await db.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html */
export async function dynamoDbLocal(): Promise<DynamoDbServer | Absent> {
  const program = await startJava({
    pom: "dynamodb-local",
    source: "DynamoDbLocal.java",
    jvm: ["-Djava.library.path={lib}"],
    java: 17,
  });
  if (isAbsent(program)) return program;
  const line = await program.readLine();
  const port = /^port (\d+)$/.exec(line)?.[1];
  if (port === undefined) throw new Error(`DynamoDB Local said: ${line}`);
  return {
    name: "com.amazonaws:DynamoDBLocal",
    version: "2.6.1",
    url: `http://127.0.0.1:${port}`,
    close: () => program.close(),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, Json>;
}

/** One request, as an SDK would send it. */
export async function call(url: string, operation: string, input: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
}

/** A server as the engine of the suite. */
export function engine(server: DynamoDbServer): Engine {
  return {
    name: server.name,
    version: server.version,
    async answers(group) {
      await dropAllTables(server.url);
      return answers(server.url, group);
    },
    close: () => server.close(),
  };
}

export async function dropAllTables(url: string): Promise<void> {
  const { body } = await call(url, "ListTables", {});
  for (const name of textsOf(body.TableNames)) {
    await call(url, "UpdateTable", { TableName: name, DeletionProtectionEnabled: false });
    await call(url, "DeleteTable", { TableName: name });
  }
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

async function answers(url: string, group: Group): Promise<Json[]> {
  const all: Json[] = [];
  for (const { input: asked } of group.cases) {
    const operation = String(asked.operation);
    const answer =
      asked.paged === true
        ? await pages(url, operation, asked.input)
        : plain(await call(url, operation, asked.input));
    if (asked.setUp === true && typeof answer === "object" && answer !== null) {
      all.push("status" in answer ? { status: answer.status ?? null } : null);
    } else {
      const ordered = asked.unordered === true ? unordered(answer) : answer;
      all.push(asked.codesOnly === true ? withoutMessages(ordered) : ordered);
    }
  }
  return all;
}

const MAX_PAGES = 100;

/** Every page's size, and what all of them hold. */
async function pages(url: string, operation: string, input: Json | undefined): Promise<Json> {
  const sizes: number[] = [];
  const items: Json[] = [];
  let start: Json | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { status, body } = await call(url, operation, {
      ...(typeof input === "object" ? input : {}),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    if (status !== 200) return plain({ status, body });
    const found = Array.isArray(body.Items) ? body.Items : [];
    sizes.push(found.length);
    items.push(...found);
    start = body.LastEvaluatedKey;
    if (start === undefined) break;
  }
  return { pages: sizes, Items: items };
}

function unordered(answer: Json): Json {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return answer;
  const sortedLists = Object.entries(answer).map(([name, value]): [string, Json] =>
    Array.isArray(value)
      ? [name, inOrder(value, (element) => JSON.stringify(sorted(element)))]
      : [name, typeof value === "object" ? unordered(value ?? null) : (value ?? null)],
  );
  return Object.fromEntries(sortedLists);
}

/**
 * Messages, the capacity that DynamoDB Local tells unasked, and the table that it names or not where a
 * statement failed; it has one name for what the service
 * calls DuplicateItem in a batch and DuplicateItemException elsewhere (`deviations.ts`).
 */
const wordy = /^(message|ConsumedCapacity|TableName)$/i;

function withoutMessages(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMessages);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !wordy.test(name));
  return Object.fromEntries(
    members.map(([name, inner]) => [
      name,
      inner === "DuplicateItemException" ? "DuplicateItem" : withoutMessages(inner ?? null),
    ]),
  );
}

function inOrder(list: readonly Json[], by: (element: Json) => string): Json[] {
  return [...list].sort((a, b) => (by(a) < by(b) ? -1 : 1));
}

/** An answer without what is never the same twice: times, ids, accounts, tokens. */
function plain({ status, body }: Answer): Json {
  const { __type: type, message, Message, ...rest } = body;
  const error =
    typeof type === "string"
      ? { error: type.split("#").at(-1) ?? type, message: message ?? Message ?? null }
      : {};
  return normal({ status, ...error, ...rest });
}

const LONGEST_TEXT = 300;
const volatile = new Set(["CreationDateTime", "LastUpdateToPayPerRequestDateTime", "NextToken"]);
/** In AWS's table descriptions only after a change, in DynamoDB Local's always; and only AWS has ids. */
const optional = new Set(["LastIncreaseDateTime", "LastDecreaseDateTime", "TableId"]);

/** Sets and lists of indexes: AWS promises no order. */
const unorderedLists = /Indexes$|^[SNB]S$/;

function normal(value: Json, name = ""): Json {
  if (volatile.has(name)) return `<${name}>`;
  if (typeof value === "string") {
    if (value.length > LONGEST_TEXT) {
      const sha = createHash("sha256").update(value).digest("hex").slice(0, 12);
      return `<${value.length} characters, ${sha}>`;
    }
    return value.replace(/arn:aws:dynamodb:[^:]*:[^:]*:/g, "arn:aws:dynamodb:::");
  }
  if (Array.isArray(value)) {
    const elements = value.map((element) => normal(element));
    return unorderedLists.test(name)
      ? inOrder(elements, (element) => JSON.stringify(sorted(element)))
      : elements;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => !optional.has(member))
      .map(([member, inner]) => [member, normal(inner ?? null, member)]),
  );
}
