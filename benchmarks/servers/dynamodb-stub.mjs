// Answers BatchExecuteStatement and PutItem with success at once; a line on stdin prints the calls since the last one.
import { createServer } from "node:http";

let calls = 0;
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    calls += 1;
    const target = request.headers["x-amz-target"] ?? "";
    let body = "{}";
    if (target.endsWith("BatchExecuteStatement")) {
      const { Statements } = JSON.parse(Buffer.concat(chunks));
      body = JSON.stringify({ Responses: Statements.map(() => ({ TableName: "orders" })) });
    }
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": body.length,
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("data", () => {
  console.log(String(calls));
  calls = 0;
});
