// The local stream against kinesalite and moto over HTTP with the same client, and its durable append
// against a bare loop of writev and fdatasync.
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atATime, Client } from "../client.mjs";
import {
  interleaved,
  interleavedServers,
  moto,
  nodeServer,
  scale,
  scratch,
  serverRows,
  source,
} from "../lib.mjs";

const RECORDS = 500;
const AT_A_TIME = 4;

export async function run() {
  const directory = await scratch();
  const servers = {
    ours: await nodeServer("kinesis.mjs", "ours", join(directory, "ours")),
    kinesalite: await nodeServer("kinesis.mjs", "kinesalite", join(directory, "kinesalite")),
  };
  const python = await moto();
  if (python) servers.moto = python;
  const clients = {};
  for (const [name, { port }] of Object.entries(servers)) {
    const client = new Client({ port, prefix: "Kinesis_20131202", version: "1.1" });
    // A shard takes 1,000 records a second where a server enforces it.
    await client.call("CreateStream", { StreamName: "s", ShardCount: 1 });
    for (let status = ""; status !== "ACTIVE"; await sleep(20)) {
      status = (await client.call("DescribeStream", { StreamName: "s" })).StreamDescription
        .StreamStatus;
    }
    clients[name] = client;
  }
  const data = Buffer.alloc(600, "x").toString("base64");
  const body = JSON.stringify({
    StreamName: "s",
    Records: Array.from({ length: RECORDS }, (_, n) => ({ Data: data, PartitionKey: `k${n}` })),
  });
  const count = { ours: scale(80, 20), kinesalite: scale(40, 10), moto: scale(10, 4) };
  const put = (name) => async () => {
    await atATime(AT_A_TIME, count[name], async () => {
      const { FailedRecordCount } = await clients[name].call("PutRecords", body);
      if (FailedRecordCount > 0) throw new Error(`${name} refused records`);
    });
    return count[name] * RECORDS;
  };
  const get = (name) => async () => {
    const client = clients[name];
    const { ShardIterator } = await client.call("GetShardIterator", {
      StreamName: "s",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    });
    let iterator = ShardIterator;
    let read = 0;
    while (read < count[name] * RECORDS) {
      const answer = await client.call("GetRecords", { ShardIterator: iterator, Limit: 1000 });
      read += answer.Records.length;
      iterator = answer.NextShardIterator;
    }
    return read;
  };
  const jobs = (job) =>
    Object.fromEntries(
      Object.keys(clients).map((name) => [name, { pid: servers[name].pid, job: job(name) }]),
    );
  const puts = await interleavedServers(scale(7, 3), jobs(put));
  const gets = await interleavedServers(scale(5, 2), jobs(get));
  for (const client of Object.values(clients)) client.close();
  for (const each of Object.values(servers)) await each.stop();
  return [
    ...serverRows("stream PutRecords, fsynced", "records", puts, [
      { against: "kinesalite", ratio: 3 },
      { against: "moto", ratio: 12 },
    ]),
    ...serverRows("stream GetRecords", "records", gets),
    ...(await appends(directory)),
  ];
}

async function appends(directory) {
  const { SegmentedLog } = await source("emulator", "storage/log.ts");
  const { NodeDisk } = await source("emulator", "storage/node-disk.ts");
  const rows = [];
  for (const [records, size] of [
    [500, 1024],
    [100, 1024],
    [50, 75 * 1024],
  ]) {
    const payload = Buffer.alloc(size, "x");
    const group = Array.from({ length: records }, () => payload);
    const bare = await open(join(directory, `bare-${records}-${size}`), "a");
    const log = await SegmentedLog.open({
      disk: new NodeDisk(),
      directory: join(directory, `log-${records}-${size}`),
    });
    const head = Buffer.from("customer-1");
    const times = scale(30, 10);
    const rate = async (append) => {
      const started = performance.now();
      for (let n = 0; n < times; n++) await append();
      return (times * records * 1000) / (performance.now() - started);
    };
    const { ours, ...others } = await interleaved(scale(11, 5), {
      ours: () =>
        rate(() => Promise.all(group.map(() => log.append({ time: Date.now(), head, payload })))),
      "bare loop": () =>
        rate(async () => {
          await bare.writev(group);
          await bare.datasync();
        }),
    });
    await bare.close();
    await log.close();
    rows.push({
      what: `durable append of ${records} × ${size / 1024} KB`,
      unit: "records/s",
      ours,
      others,
      target: { against: "bare loop", ratio: 0.7 },
    });
  }
  return rows;
}
