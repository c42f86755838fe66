// `ours <directory>` or `kinesalite <directory>`: a stream service on a free port.
import { source } from "../lib.mjs";

const [kind, directory] = process.argv.slice(2);
let port;
if (kind === "ours") {
  const { Kinesis } = await source("emulator", "services/kinesis/kinesis.ts");
  const { NodeDisk } = await source("emulator", "storage/node-disk.ts");
  const { startAwsListener } = await source("emulator", "wire/listener.ts");
  const disk = new NodeDisk();
  await disk.makeDirectory(directory);
  const kinesis = await Kinesis.open({ disk, directory });
  ({ port } = await startAwsListener({ services: [kinesis.wireService()], port: 0 }));
} else {
  const { default: kinesalite } = await import("kinesalite");
  const server = kinesalite({ path: directory, createStreamMs: 5, shardLimit: 100 });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address());
}
console.log(JSON.stringify({ port }));
process.on("SIGTERM", () => process.exit(0));
