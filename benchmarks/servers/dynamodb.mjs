// `ours <directory>` or `dynalite <directory>`: a table service on a free port.
import { source } from "../lib.mjs";

const [kind, directory] = process.argv.slice(2);
let port;
if (kind === "ours") {
  const { DynamoDb } = await source("emulator", "services/dynamodb/dynamodb.ts");
  const { startAwsListener } = await source("emulator", "wire/listener.ts");
  const dynamodb = await DynamoDb.open({ directory, clock: { now: () => Date.now() } });
  ({ port } = await startAwsListener({ services: [dynamodb.wireService()], port: 0 }));
} else {
  const { default: dynalite } = await import("dynalite");
  const server = dynalite({ path: directory, createTableMs: 5 });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address());
}
console.log(JSON.stringify({ port }));
process.on("SIGTERM", () => process.exit(0));
