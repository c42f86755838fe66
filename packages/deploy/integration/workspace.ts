import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions } from "@tributary/contract";
import { zipSync } from "fflate";
import { repositoryRoot, type Toolchain } from "./toolchain.ts";

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of what Terraform reads, in which a test may change files and keep state. */
export class Workspace {
  readonly root: string;
  readonly directory: string;
  readonly #toolchain: Toolchain;
  readonly #environment: Record<string, string>;

  constructor(toolchain: Toolchain, environment: Readonly<Record<string, string>> = {}) {
    this.#toolchain = toolchain;
    this.#environment = { ...toolchain.environment, ...environment };
    this.root = mkdtempSync(join(tmpdir(), "tributary-terraform-"));
    this.directory = join(this.root, "terraform");
    cpSync(join(repositoryRoot, "terraform"), this.directory, {
      recursive: true,
      filter: (source) =>
        !/[\\/]\.terraform([\\/]|$)|\.tfstate|\.tfvars$|\.terraform\.lock/.test(source),
    });
    for (const path of ["packages/contract/generated", "athena"]) {
      cpSync(join(repositoryRoot, path), join(this.root, path), { recursive: true });
    }
    for (const name of Object.keys(functions)) this.writeFunction(name, "first");
  }

  get functionsDirectory(): string {
    return join(this.root, "packages/lambdas");
  }

  /** A function's zip that holds nothing but a name. */
  writeFunction(name: string, code: string): void {
    const folder = join(this.functionsDirectory, name, "dist");
    mkdirSync(folder, { recursive: true });
    const source = new TextEncoder().encode(`export const handler = () => "${name} ${code}";`);
    writeFileSync(join(folder, "function.zip"), zipSync({ "index.mjs": source }));
  }

  /** Lays the files over the modules that make up for what moto lacks. */
  overrideForMoto(): void {
    const overrides = join(this.directory, "tests/moto");
    cpSync(join(overrides, "moto_override.tf"), join(this.directory, "moto_override.tf"));
    for (const name of readdirSync(join(overrides, "modules"))) {
      cpSync(
        join(overrides, "modules", name, "moto_override.tf"),
        join(this.directory, "modules", name, "moto_override.tf"),
      );
    }
  }

  async init(directory = "."): Promise<Run> {
    const { pluginDirectory } = this.#toolchain;
    const from = pluginDirectory === undefined ? [] : [`-plugin-dir=${pluginDirectory}`];
    return this.terraform(
      ["init", "-no-color", "-input=false", "-backend=false", ...from],
      directory,
    );
  }

  /** Never rejects: a status other than 0 is a result. */
  terraform(args: readonly string[], directory = "."): Promise<Run> {
    return new Promise((resolve) => {
      execFile(
        "terraform",
        [`-chdir=${join(this.directory, directory)}`, ...args],
        { env: this.#environment, maxBuffer: 1 << 28 },
        (error, stdout, stderr) => {
          const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
          resolve({ status, stdout, stderr });
        },
      );
    });
  }

  remove(): void {
    if (existsSync(this.root)) rmSync(this.root, { recursive: true });
  }
}
