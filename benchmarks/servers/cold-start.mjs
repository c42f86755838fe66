// A fresh process: imports one bundle, invokes it once, prints both times. `none` imports nothing.
import { readFileSync } from "node:fs";

const [bundle, eventFile] = process.argv.slice(2);
process.env.AWS_LAMBDA_FUNCTION_NAME = "cold";
const event = JSON.parse(readFileSync(eventFile, "utf8"));
const started = performance.now();
const module = bundle === "none" ? { handler: async () => {} } : await import(bundle);
const imported = performance.now();
await module
  .handler(event, {
    getRemainingTimeInMillis: () => 60_000,
    functionName: "cold",
    awsRequestId: "1",
    invokedFunctionArn: "arn",
  })
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    import: imported - started,
    invoke: performance.now() - imported,
    cpu: (user + system) / 1000,
  }),
);
process.exit();
