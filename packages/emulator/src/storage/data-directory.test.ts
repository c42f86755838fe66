import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataDirectory, DataDirectoryError } from "./data-directory.ts";
import { DirectoryInUseError } from "./directory-lock.ts";

let scratch: string;
let next = 0;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tributary-data-"));
  await build({
    entryPoints: [join(import.meta.dirname, "data-directory.ts")],
    outfile: join(scratch, "data-directory.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const fresh = () => join(scratch, `data-${++next}`);

/** Another process that opens the directory, says so, and holds it until it is killed. */
async function holder(path: string) {
  const module = pathToFileURL(join(scratch, "data-directory.mjs")).href;
  const script = `
    import { DataDirectory } from ${JSON.stringify(module)};
    await DataDirectory.open({ path: ${JSON.stringify(path)} }).then(
      () => console.log("held"),
      (error) => { console.log(error.name); process.exit(); },
    );
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(child.stdout, "data");
  return { child, said: String(said).trim() };
}

describe("a data directory", () => {
  it("is refused to a second process, by a sentence that names the first", async () => {
    const path = fresh();
    const { child } = await holder(path);
    try {
      const refused = DataDirectory.open({ path });
      await expect(refused).rejects.toThrow(DirectoryInUseError);
      await expect(refused).rejects.toThrow(`process ${child.pid}`);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });

  it("is taken over after the holder was killed, and its unfinished files are removed", async () => {
    const path = fresh();
    const { child } = await holder(path);
    child.kill("SIGKILL");
    await once(child, "exit");
    await mkdir(join(path, "deep"));
    await writeFile(join(path, "deep", ".tributary-tmp-1"), "half");
    const data = await DataDirectory.open({ path });
    expect(await readdir(join(path, "deep"))).toEqual([]);
    await data.close();
  });

  it("has one winner when several start over a dead holder at once", async () => {
    const path = fresh();
    const dead = await holder(path);
    dead.child.kill("SIGKILL");
    await once(dead.child, "exit");
    const starters = await Promise.all([holder(path), holder(path), holder(path), holder(path)]);
    for (const { child } of starters) child.kill("SIGKILL");
    expect(starters.map(({ said }) => said).sort()).toEqual([
      "DirectoryInUseError",
      "DirectoryInUseError",
      "DirectoryInUseError",
      "held",
    ]);
  });

  it("is free again after close, and keeps one lock file whatever happened", async () => {
    const path = fresh();
    for (let time = 0; time < 3; time += 1) await (await DataDirectory.open({ path })).close();
    expect((await readdir(join(path, "lock"))).filter((name) => name.endsWith(".json"))).toEqual([
      "3.json",
    ]);
  });

  it("can lie at a path too long for a socket", async () => {
    const path = join(fresh(), "long".repeat(30));
    const data = await DataDirectory.open({ path });
    await expect(DataDirectory.open({ path })).rejects.toThrow(DirectoryInUseError);
    await data.close();
  });

  it("is refused where its format is another program's, older or newer", async () => {
    for (const [format, which] of [
      [99, "a newer"],
      [0, "an older"],
    ]) {
      const path = fresh();
      await mkdir(path);
      await writeFile(join(path, "FORMAT"), `tributary ${format}\n`);
      await expect(DataDirectory.open({ path })).rejects.toThrow(`written by ${which} Tributary`);
    }
  });

  it("is refused, even for a reset, where it holds somebody else's files", async () => {
    const path = fresh();
    await mkdir(path);
    await writeFile(join(path, "thesis.doc"), "precious");
    await expect(DataDirectory.open({ path, reset: true })).rejects.toThrow(DataDirectoryError);
    expect(await readdir(path)).toEqual(["thesis.doc"]);
  });

  it("is emptied by a reset, but not while another instance holds it", async () => {
    const path = fresh();
    const data = await DataDirectory.open({ path });
    await writeFile(join(path, "something"), "old");
    await expect(DataDirectory.open({ path, reset: true })).rejects.toThrow(DirectoryInUseError);
    expect(await readFile(join(path, "something"), "utf8")).toBe("old");
    await data.close();
    const emptied = await DataDirectory.open({ path, reset: true });
    expect((await readdir(path)).sort()).toEqual(["FORMAT", "lock"]);
    await emptied.close();
  });
});
