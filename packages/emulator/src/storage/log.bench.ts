import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, bench, describe } from "vitest";
import { SegmentedLog } from "./log.ts";
import { NodeDisk } from "./node-disk.ts";

// On the disk of the work tree: a temporary directory may be memory, where a sync costs nothing.
const scratch = await mkdtemp(join(import.meta.dirname, "bench-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

const cases = [
  { records: 1, size: 1024 },
  { records: 100, size: 1024 },
  { records: 500, size: 1024 },
  { records: 1, size: 100 * 1024 },
  { records: 50, size: 100 * 1024 },
];

for (const { records, size } of cases) {
  describe(`${records} records of ${size} bytes, durable`, async () => {
    const payload = Buffer.alloc(size, "x");
    const bare = await open(join(scratch, `bare-${records}-${size}`), "a");
    const group = Array.from({ length: records }, () => payload);
    bench("append and fdatasync, bare", async () => {
      await bare.writev(group);
      await bare.datasync();
    });

    const log = await SegmentedLog.open({
      disk: new NodeDisk(),
      directory: join(scratch, `log-${records}-${size}`),
    });
    const head = Buffer.from("customer-1");
    bench("the log", async () => {
      await Promise.all(group.map(() => log.append({ time: 1_700_000_000_000, head, payload })));
    });
  });
}
