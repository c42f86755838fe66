import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AwsError } from "../../../errors.ts";
import type { Catalog, GlueTable, ObjectInfo, Objects } from "../../../services/ports.ts";

/** A catalogue of given tables. */
export function fakeCatalog(tables: readonly GlueTable[]): Catalog {
  const find = (database: string, name: string) =>
    tables.find((table) => table.DatabaseName === database && table.Name === name);
  return {
    table(database, name) {
      const found = find(database, name);
      if (found === undefined)
        throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
      return found;
    },
    tables(database) {
      const found = tables.filter((table) => table.DatabaseName === database);
      if (found.length > 0) return found;
      throw new AwsError("EntityNotFoundException", `Database ${database} not found.`);
    },
    databases: () => [...new Set(tables.map((table) => table.DatabaseName))].sort(),
  };
}

/** Buckets as folders, keys as paths: enough for one writer at a time. */
export class FakeObjects implements Objects {
  readonly #directory: string;
  readonly #infos = new Map<string, ObjectInfo>();
  readonly #bodies = new Map<string, Buffer>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  put({
    bucket,
    key,
    body,
  }: {
    bucket: string;
    key: string;
    body: Uint8Array;
  }): Promise<ObjectInfo> {
    const path = this.path(bucket, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    const info = { key, size: body.byteLength, etag: "", lastModified: 0 };
    this.#infos.set(`${bucket}/${key}`, info);
    this.#bodies.set(`${bucket}/${key}`, Buffer.from(body));
    return Promise.resolve(info);
  }

  putFile(): Promise<ObjectInfo> {
    return Promise.reject(new Error("not in this fake"));
  }

  get(bucket: string, key: string): Promise<Buffer> {
    const body = this.#bodies.get(`${bucket}/${key}`);
    return body === undefined
      ? Promise.reject(
          new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 }),
        )
      : Promise.resolve(body);
  }

  list(bucket: string, prefix: string): Promise<readonly ObjectInfo[]> {
    const found = [...this.#infos].filter(([name]) => name.startsWith(`${bucket}/${prefix}`));
    return Promise.resolve(found.map(([, info]) => info).sort((a, b) => (a.key < b.key ? -1 : 1)));
  }

  path(bucket: string, key: string): string {
    return join(this.#directory, bucket, encodeURIComponent(key));
  }
}
