import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStatement } from "@tributary/emulator/parts";
import {
  askedAt,
  datasetNames,
  fixtureRows,
  SqlLake,
  viewColumns,
  viewSources,
} from "@tributary/local/testing";
import { type JavaProgram, startJava } from "../../engines/java.ts";
import {
  type Absent,
  type Case,
  type Engine,
  type Group,
  isAbsent,
  isJsonObject,
  type Json,
} from "../../suite.ts";
import { tableStatements, viewTexts, writeLake } from "./lake.ts";

/** What an engine says to one statement. */
type Reply =
  | {
      readonly columns: readonly (readonly [string, string])[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly error: string; readonly parses: boolean };

type AskSql = (sql: string) => Promise<Reply>;

/** Expressions of one FROM that are asked together: an engine starts for each statement. */
const TOGETHER = 60;

async function answers(ask: AskSql, group: Group): Promise<Json[]> {
  if (group.cases.some(({ input }) => input.expression !== undefined)) {
    const all: Json[] = [];
    for (let at = 0; at < group.cases.length; at += TOGETHER) {
      all.push(...(await expressionAnswers(ask, group.cases.slice(at, at + TOGETHER))));
    }
    return all;
  }
  const all: Json[] = [];
  for (const { input } of group.cases) {
    const sql = String(input.sql);
    const answer = replyAnswer(await ask(sql), input.unordered === true);
    // Athena refuses several statements in one in words of its own: whether they parse is not asked.
    all.push(
      isJsonObject(answer) && answer.error === true && sql.includes(";") ? { error: true } : answer,
    );
  }
  return all;
}

/** Asks all in one statement; where that fails, half of them at a time, to find which it is. */
async function expressionAnswers(ask: AskSql, cases: readonly Case[]): Promise<Json[]> {
  const [first] = cases;
  if (first === undefined) return [];
  const list = cases.map(({ input }) => String(input.expression)).join(", ");
  const reply = await ask(`select ${list} ${String(first.input.from)}`);
  if (!("error" in reply)) {
    return cases.map((_, i) => ({
      type: plainType(reply.columns[i]?.[1] ?? "none"),
      values: reply.rows.map((row) => row[i] ?? null),
    }));
  }
  if (cases.length === 1) return [{ error: true }];
  const middle = Math.ceil(cases.length / 2);
  return [
    ...(await expressionAnswers(ask, cases.slice(0, middle))),
    ...(await expressionAnswers(ask, cases.slice(middle))),
  ];
}

function replyAnswer(reply: Reply, unordered: boolean): Json {
  if ("error" in reply) return { error: true, parses: reply.parses };
  const rows = reply.rows.map((row): Json => [...row]);
  return {
    columns: reply.columns.map(([name, type]) => `${name} ${plainType(type)}`),
    rows: unordered ? rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : rows,
  };
}

/** Athena names neither the length of a text nor the digits of a moment. */
function plainType(type: string): string {
  return type
    .replaceAll(", ", ",")
    .replace(/varchar\(\d+\)/g, "varchar")
    .replace(/timestamp\(\d+\)/g, "timestamp");
}

export async function ours(): Promise<Engine> {
  const lake = await SqlLake.open();
  await viewColumns(lake, await viewSources());
  for (const name of datasetNames) await lake.add(name, await fixtureRows(name));
  const ask: AskSql = async (sql) => {
    try {
      const { columns, rows } = await lake.query(sql);
      return { columns: columns.map(({ name, type }) => [name, type] as const), rows };
    } catch (error) {
      return { error: String(error), parses: parses(sql) };
    }
  };
  return {
    name: "tributary",
    version: "this one",
    answers: (group) => answers(ask, group),
    close: () => lake.close(),
  };
}

function parses(sql: string): boolean {
  try {
    parseStatement(sql);
    return true;
  } catch {
    return false;
  }
}

/** The moment that `current_timestamp` is, for both. */
const NOW = `timestamp '${new Date(askedAt).toISOString().replace("T", " ").replace("Z", " UTC")}'`;

/** https://trino.io: the engine under Athena, with its Hive connector on the same Parquet files. */
export async function trino(): Promise<Engine | Absent> {
  const directory = await mkdtemp(join(tmpdir(), "conformance-trino-"));
  await mkdir(join(directory, "metastore"));
  await writeLake(join(directory, "lake"));
  const program = await startJava({
    pom: "trino",
    source: "Trino.java",
    arguments: [directory],
    memory: "1g",
    jvm: [
      "-Djdk.attach.allowAttachSelf=true",
      "--sun-misc-unsafe-memory-access=allow",
      "--add-modules=jdk.incubator.vector",
    ],
    java: 24,
  });
  if (isAbsent(program)) {
    await rm(directory, { recursive: true, force: true });
    return program;
  }
  const ask = asker(program);
  const views = (await viewTexts()).map(({ name, sql }) => `create view ${name} as ${sql}`);
  for (const sql of ["create schema hive.lake", ...tableStatements(), ...views]) {
    const reply = await ask(sql);
    if ("error" in reply) throw new Error(`Trino refused ${sql}: ${reply.error}`);
  }
  return {
    name: "io.trino:trino-hive",
    version: "476",
    answers: (group) => answers(ask, group),
    async close() {
      await program.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function asker(program: JavaProgram): AskSql {
  return async (sql) => {
    const text = sql.replaceAll(/\bcurrent_timestamp\b/gi, NOW);
    const reply: Reply = JSON.parse(await program.ask(JSON.stringify({ sql: text })));
    return reply;
  };
}
