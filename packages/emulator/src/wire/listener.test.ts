import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect, createServer, type Socket } from "node:net";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient, ListShardsCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { AwsError } from "../errors.ts";
import type { HttpServer } from "./http-server.ts";
import { type JsonOperation, jsonService } from "./json.ts";
import { startAwsListener } from "./listener.ts";
import { PortInUseError } from "./port-in-use.ts";
import { restJsonService } from "./rest-json.ts";
import type { WireService } from "./service.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const logged: string[] = [];

async function listen(...services: WireService[]): Promise<HttpServer> {
  const log = (message: string, error: unknown) => logged.push(`${message}: ${String(error)}`);
  const listener = await startAwsListener({ services, port: 0, log });
  closers.push(() => listener.close());
  return listener;
}

const kinesis = (operations: Readonly<Record<string, JsonOperation>>) =>
  jsonService({
    signingName: "kinesis",
    targetPrefix: "Kinesis_20131202",
    contentType: "application/x-amz-json-1.1",
    operations,
    log: (message, error) => logged.push(`${message}: ${String(error)}`),
  });

function client<Client extends { destroy(): void }>(
  Type: new (config: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  }) => Client,
  listener: HttpServer,
): Client {
  const sdk = new Type({
    endpoint: listener.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  closers.push(() => sdk.destroy());
  return sdk;
}

/** A plain HTTP/1.1 request. */
async function send(
  listener: HttpServer,
  options: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
  },
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  const request = httpRequest(listener.url + (options.path ?? "/"), {
    method: options.method ?? "POST",
    headers: options.headers ?? {},
    agent: false,
  });
  request.end(options.body);
  const [response] = await once(request, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

const echo: WireService = {
  signingName: "s3",
  maxBodyBytes: 1_000,
  handle: async ({ method, path, query, body }) => ({
    status: 200,
    headers: { "content-type": "text/plain" },
    body: `${method} ${path} ${query.toString()} ${body.toString()}`,
  }),
};

describe("protocols", () => {
  it("serves the Kinesis client, which opens cleartext HTTP/2 by itself", async () => {
    const listener = await listen(
      kinesis({
        PutRecord: ({ StreamName, Data }, { headers }) => ({
          ShardId: `${String(StreamName)}:${String(Data)}`,
          SequenceNumber: headers.host,
          // HTTP/1.1 has this header, HTTP/2 has not.
          EncryptionType: headers.connection === undefined ? "NONE" : "KMS",
        }),
      }),
    );
    const answer = await client(KinesisClient, listener).send(
      new PutRecordCommand({ StreamName: "s", PartitionKey: "p", Data: Buffer.from("data") }),
    );
    expect(answer.ShardId).toBe("s:ZGF0YQ==");
    expect(answer.EncryptionType).toBe("NONE");
    expect(answer.SequenceNumber).toBe(`127.0.0.1:${listener.port}`);
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("serves HTTP/1.1 with keep-alive on the same port", async () => {
    const listener = await listen(echo);
    const socket = connect(listener.port, "127.0.0.1");
    closers.push(() => void socket.destroy());
    const ask = async (body: string) => {
      socket.write(
        `PUT /b/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      return readUntil(socket, `PUT /b/k  ${body}`);
    };
    expect(await ask("first")).toContain("HTTP/1.1 200");
    expect(await ask("second")).toContain("HTTP/1.1 200");
  });

  it("tells the protocol even when the preface comes byte by byte", async () => {
    const listener = await listen(echo);
    const socket = connect(listener.port, "127.0.0.1");
    closers.push(() => void socket.destroy());
    socket.setNoDelay(true);
    for (const character of "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") {
      socket.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [settings] = await once(socket, "data");
    expect(settings[3]).toBe(4); // a SETTINGS frame
  });

  it("serves many HTTP/2 streams of one connection, with bodies in many frames", async () => {
    const listener = await listen({ ...echo, maxBodyBytes: 1e6 });
    const session = connectHttp2(listener.url);
    closers.push(() => session.destroy());
    const big = "x".repeat(200_000);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const stream = session.request({ ":method": "PUT", ":path": `/b/${index}` });
        stream.end(big);
        let body = "";
        for await (const chunk of stream) body += chunk;
        return body;
      }),
    );
    expect(answers).toEqual(answers.map((_, index) => `PUT /b/${index}  ${big}`));
  });
});

describe("routing", () => {
  it("goes by X-Amz-Target, then by the credential scope, then to S3", async () => {
    const listener = await listen(
      echo,
      kinesis({ ListStreams: () => ({ StreamNames: [] }) }),
      restJsonService({
        signingName: "lambda",
        routes: [
          {
            method: "POST",
            path: "/2015-03-31/functions/{FunctionName}/invocations",
            name: "Invoke",
            operation: ({ params, json }) => ({ body: { params, input: json() } }),
          },
        ],
      }),
    );
    const byTarget = await send(listener, {
      headers: { "x-amz-target": "Kinesis_20131202.ListStreams" },
    });
    expect(byTarget.body).toBe('{"StreamNames":[]}');

    const invoked = await client(LambdaClient, listener).send(
      new InvokeCommand({ FunctionName: "f:live", Payload: Buffer.from('{"a":1}') }),
    );
    expect(Buffer.from(invoked.Payload ?? []).toString()).toBe(
      '{"params":{"FunctionName":"f:live"},"input":{"a":1}}',
    );

    const presigned = await send(listener, {
      path: "/x?X-Amz-Credential=AKID%2F20260102%2Feu-west-1%2Fsqs%2Faws4_request",
    });
    expect(presigned.body).toContain("sqs is not offered by Tributary");
    const query = await send(listener, {
      headers: {
        authorization:
          "AWS4-HMAC-SHA256 Credential=A/20260102/eu-west-1/sts/aws4_request, Signature=x",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      },
      body: "Action=GetCallerIdentity",
    });
    expect(query.body).toContain("<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplemented");
    expect((await send(listener, { path: "/b/k%20?list-type=2" })).body).toBe(
      "POST /b/k%20 list-type=2 ",
    );
  });

  it("names an operation and a service it does not have", async () => {
    const listener = await listen(
      kinesis({}),
      restJsonService({ signingName: "lambda", routes: [] }),
    );
    await expect(
      client(KinesisClient, listener).send(new ListShardsCommand({})),
    ).rejects.toMatchObject({
      name: "NotImplemented",
      message: "kinesis operation ListShards is not implemented by Tributary",
      $metadata: { httpStatusCode: 501 },
    });
    await expect(
      client(LambdaClient, listener).send(new ListFunctionsCommand({})),
    ).rejects.toMatchObject({ name: "NotImplemented" });
    await expect(
      client(DynamoDBClient, listener).send(new DescribeTableCommand({ TableName: "t" })),
    ).rejects.toMatchObject({
      message: "The service DynamoDB_20120810 is not offered by Tributary",
    });
  });
});

describe("errors", () => {
  it("puts an AwsError on the wire with its members", async () => {
    const listener = await listen(
      kinesis({
        PutRecord: () => {
          throw new AwsError("ResourceNotFoundException", "Stream s not found", {
            fields: { Extra: 1 },
          });
        },
      }),
    );
    const answer = await send(listener, {
      headers: { "x-amz-target": "Kinesis_20131202.PutRecord" },
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      __type: "ResourceNotFoundException",
      message: "Stream s not found",
      Extra: 1,
    });
    expect(answer.headers["content-type"]).toBe("application/x-amz-json-1.1");
  });

  it("logs an unexpected error and does not show it", async () => {
    const listener = await listen(
      kinesis({
        PutRecord: () => {
          throw new TypeError("secret detail");
        },
      }),
      { signingName: "s3", handle: () => Promise.reject(new Error("another secret")) },
    );
    const headers = { "x-amz-target": "Kinesis_20131202.PutRecord" };
    const answer = await send(listener, { headers });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("InternalFailure");
    expect(answer.body).not.toContain("secret");
    expect(logged.join()).toContain("secret detail");
    const other = await send(listener, {});
    expect(other.status).toBe(500);
    expect(other.body).not.toContain("secret");
    expect(logged.join()).toContain("another secret");
  });

  it.each([
    ["not JSON", Buffer.from("{'a'}")],
    ["an array", Buffer.from("[]")],
    ["null", Buffer.from("null")],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ])("refuses a body that is %s", async (_, body) => {
    const listener = await listen(kinesis({ PutRecord: () => ({}) }));
    const headers = { "x-amz-target": "Kinesis_20131202.PutRecord" };
    const answer = await send(listener, { headers, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).__type).toBe("SerializationException");
  });

  it("does not take an operation from Object.prototype", async () => {
    const listener = await listen(kinesis({}));
    const headers = { "x-amz-target": "Kinesis_20131202.toString" };
    expect((await send(listener, { headers })).status).toBe(501);
  });
});

describe("limits", () => {
  it("refuses a body over the service's limit, announced or not", async () => {
    const listener = await listen(echo);
    const announced = await send(listener, { body: "x".repeat(1_001) });
    expect(announced.status).toBe(413);
    const chunked = await send(listener, {
      body: "x".repeat(1_001),
      headers: { "transfer-encoding": "chunked" },
    });
    expect(chunked.status).toBe(413);
    expect((await send(listener, { body: "x".repeat(1_000) })).status).toBe(200);
  });

  it("refuses a foreign Host and a foreign Origin, over both protocols", async () => {
    const listener = await listen(echo);
    expect((await send(listener, { headers: { host: "evil.example" } })).status).toBe(403);
    expect((await send(listener, { headers: { origin: "http://evil.example" } })).status).toBe(403);
    expect((await send(listener, { headers: { origin: listener.url } })).status).toBe(200);
    const session = connectHttp2(listener.url);
    closers.push(() => session.destroy());
    const stream = session.request({ ":path": "/", ":authority": "evil.example" });
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(403);
  });

  it("says which port is in use, and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    closers.push(() => void other.close());
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const failure = await startAwsListener({ services: [], port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PortInUseError);
    expect(String(failure)).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });
});

describe("close", () => {
  it("answers what is in flight, then drops connections", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow: WireService = {
      signingName: "s3",
      async handle() {
        arrived();
        await released;
        return { status: 200, headers: {}, body: "done" };
      },
    };
    const listener = await startAwsListener({ services: [slow], port: 0 });
    const idle = connect(listener.port, "127.0.0.1");
    await once(idle, "connect");
    const answer = send(listener, {});
    await arrival;
    const closed = listener.close();
    release();
    expect((await answer).body).toBe("done");
    await closed;
    await once(idle, "close");
    await expect(send(listener, {})).rejects.toThrow("ECONNREFUSED");
  });
});

async function readUntil(socket: Socket, end: string): Promise<string> {
  let text = "";
  while (!text.endsWith(end)) {
    const [chunk] = await once(socket, "data");
    text += String(chunk);
  }
  return text;
}
