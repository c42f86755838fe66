import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { createInterface, type Interface } from "node:readline";
import type { Absent } from "../suite.ts";

const root = join(import.meta.dirname, "../..");
const windows = process.platform === "win32";

/** Where engines are downloaded to; outside of version control. */
const cache = process.env.CONFORMANCE_ENGINES ?? join(root, ".engines");

/** Directories in which JDKs usually lie. */
const jvmDirectories = [
  "/usr/lib/jvm",
  "/usr/java",
  "/opt/java",
  "/opt/homebrew/opt",
  "/Library/Java/JavaVirtualMachines",
  "C:\\Program Files\\Java",
  "C:\\Program Files\\Eclipse Adoptium",
];

export interface Jar {
  /** Folder of `engines/` with the engine's `pom.xml`. */
  readonly pom: string;
  /** File of `java/` that runs the engine. */
  readonly source: string;
  readonly arguments?: readonly string[];
  /** Largest heap; 512m where not said. */
  readonly memory?: string;
  readonly jvm?: readonly string[];
  /** The oldest Java that runs it. */
  readonly java: number;
}

/** A Java program that answers lines with lines. */
export class JavaProgram {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #iterator: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null) throw new Error("the program has no output");
    this.#lines = createInterface({ input: child.stdout });
    this.#iterator = this.#lines[Symbol.asyncIterator]();
  }

  async readLine(): Promise<string> {
    const { value, done } = await this.#iterator.next();
    if (done === true) throw new Error("the program ended");
    return value;
  }

  async ask(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`);
    return this.readLine();
  }

  /** Ends the program: each one ends with its input. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin?.end();
    await ended;
    this.#lines.close();
  }
}

/**
 * Downloads an engine by Maven where it is not there yet, and starts it. Its source is compiled by
 * Java itself when it starts.
 */
export async function startJava(jar: Jar): Promise<JavaProgram | Absent> {
  const java = findJava(jar.java);
  if (java === undefined) return { absent: `no Java ${jar.java} or newer` };
  const library = join(cache, jar.pom);
  const missing = await download(jar.pom, library);
  if (missing !== undefined) return missing;
  const child = spawn(
    java,
    [
      `-Xmx${jar.memory ?? "512m"}`,
      ...(jar.jvm ?? []).map((option) => option.replace("{lib}", library)),
      "-cp",
      join(library, "*"),
      join(root, "java", jar.source),
      ...(jar.arguments ?? []),
    ],
    {
      stdio: ["pipe", "pipe", process.env.CONFORMANCE_DEBUG === "1" ? "inherit" : "ignore"],
      env: { ...process.env, DDB_LOCAL_TELEMETRY: "0" },
    },
  );
  return new JavaProgram(child);
}

async function download(pom: string, library: string): Promise<Absent | undefined> {
  if (existsSync(join(library, ".complete"))) return undefined;
  const version = spawnSync("mvn", ["--version"], { encoding: "utf8", shell: windows });
  if (version.status !== 0) return { absent: "no Maven (mvn) on PATH to fetch it with" };
  await mkdir(library, { recursive: true });
  const { status, stdout } = spawnSync(
    "mvn",
    [
      ...["-q", "-B", "-f", join(root, "engines", pom, "pom.xml")],
      ...["dependency:copy-dependencies", `-DoutputDirectory=${library}`],
    ],
    { encoding: "utf8", shell: windows },
  );
  if (status !== 0) {
    const reason = stdout.split("\n").find((line) => line.includes("ERROR")) ?? "";
    return { absent: `Maven could not fetch it: ${reason.slice(0, 300)}` };
  }
  const { writeFile } = await import("node:fs/promises");
  await writeFile(join(library, ".complete"), "");
  return undefined;
}

/** The path of a `java` of at least that version: on PATH, by JAVA_HOME, or where JDKs usually lie. */
function findJava(oldest: number): string | undefined {
  const executable = windows ? "java.exe" : "java";
  const homes = [process.env.JAVA_HOME, ...jvmDirectories.flatMap(entries)].filter(
    (home) => home !== undefined,
  );
  const candidates = [
    "java",
    ...homes.flatMap((home) => [
      join(home, "bin", executable),
      join(home, "Contents/Home/bin", executable),
    ]),
  ];
  return candidates.find((java) => {
    if (java !== "java" && !existsSync(java)) return false;
    const { stderr, stdout, status } = spawnSync(java, ["-version"], { encoding: "utf8" });
    const found = /version "(\d+)/.exec(`${stderr}${stdout}`)?.[1];
    return status === 0 && found !== undefined && Number(found) >= oldest;
  });
}

function entries(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : [];
}
