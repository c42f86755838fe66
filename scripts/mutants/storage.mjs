const emulator = "packages/emulator/src";

/**
 * The log and the files that everything stands on.
 *
 * @type {import("../mutants.list.mjs").Mutant[]}
 */
export const storage = [
  {
    id: "log-fsync",
    protection: "a record is acknowledged after its fsync",
    file: `${emulator}/storage/log.ts`,
    find: "      await file.sync();\n      this.#settle",
    replace: "      this.#settle",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-directory-fsync",
    protection: "a new log file's directory entry is durable before its records are",
    file: `${emulator}/storage/log.ts`,
    find: "    await file.sync();\n    await disk.syncDirectory(directory);",
    replace: "    await file.sync();",
    tests: [
      `${emulator}/storage/log.test.ts`,
      `${emulator}/services/kinesis/kinesis.power.test.ts`,
    ],
  },
  {
    id: "log-checksum",
    protection: "a record is read only when its checksum is right",
    file: `${emulator}/storage/log-record.ts`,
    find: "  if (crc32(buffer.subarray(offset + 4, end)) !== buffer.readUInt32LE(offset)) return undefined;\n",
    replace: "",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-fail-closed",
    protection: "after a failed sync the log takes nothing more",
    file: `${emulator}/storage/log.ts`,
    find: 'if (segment === undefined || (!full && (syncing || errorCode(error) === "EIO"))) {',
    replace: "if (segment === undefined) {",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-unused-indexes",
    protection: "indexes of a tail that was cut off are not used again",
    file: `${emulator}/storage/log.ts`,
    find: "const nextIndex = index + lost;",
    replace: "const nextIndex = index;",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-last-index",
    protection: "a reader that has read everything is drained, also behind a torn tail",
    file: `${emulator}/storage/log.ts`,
    find: "      end = after;",
    replace: "      end = first;",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-damage-inside",
    protection: "damage in the middle of the log stops the start, it is not skipped",
    file: `${emulator}/storage/log.ts`,
    find: "    if (next?.after !== index) {",
    replace: "    if (next === undefined) {",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "commit-before-delivery",
    protection: "no reader sees a record before its fsync",
    file: `${emulator}/storage/log.ts`,
    find: `      await failPoint("log.fsync");
      await file.sync();
      this.#settle(segment, entries, durable);
    } catch (error) {
      const refusal = await this.#undo(error, syncing);
      for (const { reject } of group) reject(refusal);
      return;
    }
    this.#options.onCommit?.(entries, first);`,
    replace: `      this.#settle(segment, entries, durable);
      this.#options.onCommit?.(entries, first);
      await failPoint("log.fsync");
      await file.sync();
    } catch (error) {
      const refusal = await this.#undo(error, syncing);
      for (const { reject } of group) reject(refusal);
      return;
    }`,
    tests: [`${emulator}/services/kinesis/kinesis.test.ts`],
  },
  {
    id: "file-fsync",
    protection: "a file is synced before it is renamed into place",
    file: `${emulator}/storage/node-disk.ts`,
    find: "        await this.#files.fsync(fd);\n      } finally {\n        await this.#files.close(fd);\n      }\n      await this.#rename(temporary, path);",
    replace:
      "      } finally {\n        await this.#files.close(fd);\n      }\n      await this.#rename(temporary, path);",
    tests: [`${emulator}/storage/node-disk.test.ts`],
  },
  {
    id: "file-directory-fsync",
    protection: "the directory is synced after the rename",
    file: `${emulator}/storage/node-disk.ts`,
    find: '    await failPoint("file.renamed");\n    await this.syncDirectory(dirname(path));\n  }\n\n  async adopt',
    replace: "  }\n\n  async adopt",
    tests: [`${emulator}/storage/node-disk.test.ts`],
  },
  {
    id: "directory-lock",
    protection: "one data directory has one instance",
    file: `${emulator}/storage/data-directory.ts`,
    find: "const lock = await DirectoryLock.acquire(path);",
    replace:
      "const lock = { tookOver: false, release: async () => {} } as unknown as DirectoryLock;",
    tests: [`${emulator}/storage/data-directory.test.ts`],
  },
  {
    id: "s3-journal-first",
    protection: "an object's metadata is durable before its bytes are in place",
    file: `${emulator}/services/s3/store.ts`,
    find: '        await this.#journal.append({ type: "put", bucket: bucketName, key, meta }, () => {});\n',
    replace: "",
    tests: [`${emulator}/services/s3/durability.test.ts`],
  },
];
