import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeDisk, nodeFiles, removeTemporaryFiles } from "./node-disk.ts";

let directory: string;
let calls: string[];
/** Names by descriptor, so that a sync can be told by what it syncs. */
let names: Map<number, string>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-disk-"));
  calls = [];
  names = new Map();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const shown = (path: string) =>
  path === directory
    ? "."
    : path.includes("tmp-") && !path.endsWith("x")
      ? "temporary"
      : path.slice(directory.length + 1);

/** The real file system, with a note of every call that makes something durable. */
function traced(): NodeDisk {
  return new NodeDisk({
    ...nodeFiles,
    open: async (path, flags) => {
      const fd = await nodeFiles.open(path, flags);
      names.set(fd, shown(String(path)));
      return fd;
    },
    write: (fd, chunks) => {
      calls.push(`write ${names.get(fd)}`);
      return nodeFiles.write(fd, chunks);
    },
    fsync: (fd) => {
      calls.push(`fsync ${names.get(fd)}`);
      return nodeFiles.fsync(fd);
    },
    fdatasync: (fd) => {
      calls.push(`fdatasync ${names.get(fd)}`);
      return nodeFiles.fdatasync(fd);
    },
    ftruncate: (fd, length) => {
      calls.push(`truncate ${names.get(fd)}`);
      return nodeFiles.ftruncate(fd, length);
    },
    rename: (from, to) => {
      calls.push(`rename to ${shown(String(to))}`);
      return nodeFiles.rename(from, to);
    },
    unlink: (path) => {
      calls.push(`unlink ${shown(String(path))}`);
      return nodeFiles.unlink(path);
    },
  });
}

describe("the real disk", () => {
  it("replaces a file durably: content, name, directory, in this order", async () => {
    const path = join(directory, "x");
    await traced().writeAtomic(path, [Buffer.from("one "), Buffer.from("two")]);
    expect(calls).toEqual(["write temporary", "fsync temporary", "rename to x", "fsync ."]);
    expect(await readFile(path, "utf8")).toBe("one two");
  });

  it("adopts another program's file as durably", async () => {
    await writeFile(join(directory, "made"), "elsewhere");
    await traced().adopt(join(directory, "made"), join(directory, "x"));
    expect(calls).toEqual(["fsync made", "rename to x", "fsync ."]);
    expect(await readdir(directory)).toEqual(["x"]);
  });

  it("makes appends, cuts, removals and directories durable", async () => {
    const disk = traced();
    const file = await disk.openAppend(join(directory, "x"));
    await file.append([Buffer.from("abc"), Buffer.from("def")]);
    expect(file.size).toBe(6);
    await file.sync();
    await file.close();
    await disk.truncate(join(directory, "x"), 4);
    expect(await readFile(join(directory, "x"), "utf8")).toBe("abcd");
    await disk.remove(join(directory, "x"));
    await disk.remove(join(directory, "x"));
    await disk.makeDirectory(join(directory, "deep", "er"));
    expect(calls.slice(0, 9)).toEqual([
      "write x",
      "fdatasync x",
      "truncate x",
      "fsync x",
      "unlink x",
      "fsync .",
      "unlink x",
      "fsync deep",
      "fsync .",
    ]);
  });

  it("appends after what another handle has cut off", async () => {
    const disk = new NodeDisk();
    const path = join(directory, "x");
    const file = await disk.openAppend(path);
    await file.append([Buffer.from("abcdef")]);
    await disk.truncate(path, 2);
    await file.append([Buffer.from("X")]);
    await file.close();
    expect(await readFile(path, "utf8")).toBe("abX");
  });

  it("writes everything when the system takes only part of it at a time", async () => {
    const disk = new NodeDisk({
      ...nodeFiles,
      write: (fd, chunks) =>
        nodeFiles.write(fd, [
          (chunks.find(({ length }) => length > 0) ?? Buffer.alloc(0)).subarray(0, 2),
        ]),
    });
    const chunks = ["a", "", "bcdef", "gh"].map((text) => Buffer.from(text));
    await disk.writeAtomic(join(directory, "x"), chunks);
    expect(await readFile(join(directory, "x"), "utf8")).toBe("abcdefgh");
  });

  it("leaves nothing behind when a write fails, and the old file as it was", async () => {
    await writeFile(join(directory, "x"), "old");
    const disk = new NodeDisk({ ...nodeFiles, fsync: () => Promise.reject(new Error("EIO")) });
    await expect(disk.writeAtomic(join(directory, "x"), Buffer.from("new"))).rejects.toThrow("EIO");
    expect(await readdir(directory)).toEqual(["x"]);
    expect(await readFile(join(directory, "x"), "utf8")).toBe("old");
  });

  it("hides unfinished files, and removes them when asked to", async () => {
    const disk = new NodeDisk();
    await writeFile(join(directory, ".tributary-tmp-1"), "half");
    await writeFile(join(directory, "x"), "whole");
    expect(await disk.list(directory)).toEqual(["x"]);
    await removeTemporaryFiles(directory);
    expect(await readdir(directory)).toEqual(["x"]);
    expect(await disk.list(join(directory, "absent"))).toEqual([]);
    expect(await disk.stat(join(directory, "absent"))).toBeUndefined();
    expect(await disk.read(join(directory, "absent"))).toBeUndefined();
  });
});
