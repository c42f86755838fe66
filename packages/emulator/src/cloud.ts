import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "./clock.ts";
import type { CloudDefinition } from "./cloud-definition.ts";
import {
  type Api,
  type ApiListener,
  apiGatewayService,
  defineApi,
  startApiListener,
} from "./services/apigateway/index.ts";
import { Athena } from "./services/athena/athena.ts";
import { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import { Firehose } from "./services/firehose/firehose.ts";
import { firehoseService } from "./services/firehose/operations.ts";
import { Glue } from "./services/glue/glue.ts";
import { Kinesis } from "./services/kinesis/kinesis.ts";
import { EventSourceMapping } from "./services/lambda/event-source/mapping.ts";
import { Lambda } from "./services/lambda/lambda.ts";
import { lambdaService } from "./services/lambda/operations.ts";
import type { Lag } from "./services/ports.ts";
import { S3 } from "./services/s3/s3.ts";
import { Checkpoints } from "./storage/checkpoints.ts";
import { DataDirectory } from "./storage/data-directory.ts";
import type { HttpServer } from "./wire/http-server.ts";
import { startAwsListener } from "./wire/listener.ts";
import type { WireService } from "./wire/service.ts";

export interface CloudOptions {
  /** Where everything is kept. */
  readonly dataDirectory: string;
  /** Empties the data directory first. */
  readonly reset?: boolean;
  /** Port of the HTTP API; 0 takes any free one. */
  readonly apiPort: number;
  /** Port of the AWS protocols; 0 takes any free one. */
  readonly awsPort: number;
  /**
   * Address of the HTTP API, loopback by default. The AWS protocols stay on loopback whatever it is: they take
   * any credentials.
   */
  readonly host?: string;
  /** Names and addresses by which the HTTP API may be called, beside `host` and the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** The key that the API's methods ask for, where they ask for one. */
  readonly apiKey?: string;
  /** Longest that Firehose buffers and event sources gather, whatever their own settings say. Seconds. */
  readonly mostBufferSeconds: number;
  /** Lets the functions' SDK clients connect to the AWS listener; else they reach it through messages. */
  readonly sockets?: boolean;
  /** What a person should know. */
  readonly log?: (line: string) => void;
}

/** AWS on one machine, running what a definition says. */
export interface Cloud {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly lambda: Lambda;
  readonly firehose: Firehose;
  readonly dynamodb: DynamoDb;
  readonly eventSources: readonly EventSourceMapping[];
  readonly api: Api;
  /** How far every reader of a stream is behind. */
  lag(): readonly Lag[];
  /** Resolves when everything acknowledged so far is stored by every reader. Buffers are delivered at once. */
  drained(): Promise<void>;
  /** Finishes what is in flight, saves the checkpoints, closes every file. */
  close(): Promise<void>;
}

/**
 * Opens the data directory, starts every service and makes what `definition` names.
 *
 * @throws DirectoryInUseError, DataDirectoryError, PortInUseError, LogCorruptError
 */
export async function openCloud(
  definition: CloudDefinition,
  options: CloudOptions,
): Promise<Cloud> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await open(definition, options, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Every part that is opened puts its end on `closers`; they are called last first. */
async function open(
  definition: CloudDefinition,
  options: CloudOptions,
  closers: (() => Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<Cloud> {
  const { region } = definition;
  const log = options.log ?? (() => {});
  const clock = systemClock;
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  const data = opened(
    await DataDirectory.open({ path: options.dataDirectory, reset: options.reset ?? false }),
  );
  const { disk } = data;
  const checkpoints = new Checkpoints(disk, data.directory("checkpoints"));
  await disk.makeDirectory(data.directory("checkpoints"));

  const s3 = opened(await S3.open({ disk, directory: data.directory("s3"), region }));
  const kinesis = opened(
    await Kinesis.open({ disk, directory: data.directory("kinesis"), region, log }),
  );
  const dynamodb = opened(await DynamoDb.open({ directory: data.directory("dynamodb"), clock }));
  const glue = await Glue.open({ disk, directory: data.directory("glue") });
  for (const bucket of definition.buckets) await s3.ensureBucket(bucket);
  for (const stream of definition.streams) await kinesis.ensureStream(stream);
  for (const table of definition.tables) await dynamodb.ensureTable({ ...table });
  for (const { name, description } of definition.databases)
    await glue.ensureDatabase(name, description);
  for (const table of definition.catalogTables) await glue.putTable(table);

  const athena = opened(Athena.open({ objects: s3, catalog: glue, clock }));
  for (const workgroup of definition.workgroups) athena.defineWorkgroup(workgroup);
  for (const query of definition.namedQueries) athena.defineNamedQuery(query);

  const api = defineApi(definition.api);
  // The functions must know the listener's address, and the listener the functions.
  let lambdaWire: WireService | undefined;
  let firehoseWire: WireService | undefined;
  const late = (head: Omit<WireService, "handle">, service: () => WireService | undefined) => ({
    ...head,
    handle: (request: Parameters<WireService["handle"]>[0]) => {
      const ready = service();
      if (!ready) throw new Error(`${head.signingName} is not ready`);
      return ready.handle(request);
    },
  });
  const aws: HttpServer = opened(
    await startAwsListener({
      services: [
        s3.wireService(),
        kinesis.wireService(),
        dynamodb.wireService(),
        glue.wireService(),
        athena.wireService(),
        apiGatewayService(api),
        late({ signingName: "lambda" }, () => lambdaWire),
        late({ signingName: "firehose", targetPrefix: "Firehose_20150804" }, () => firehoseWire),
      ],
      port: options.awsPort,
    }),
  );
  const lambda = opened(
    new Lambda({
      disk,
      logDirectory: data.directory("logs"),
      endpointUrl: aws.url,
      region,
      ...(options.sockets ? {} : { exchange: aws.exchange }),
    }),
  );
  for (const fn of definition.functions) lambda.defineFunction(fn);

  const firehose = opened(
    await Firehose.create({
      streams: kinesis,
      functions: lambda,
      objects: s3,
      catalog: glue,
      checkpoints,
      temporaryDirectory: data.directory("tmp"),
      mostBufferSeconds: options.mostBufferSeconds,
      region,
    }),
  );
  for (const stream of definition.deliveryStreams) firehose.defineDeliveryStream(stream);
  const eventSources = definition.eventSources.map((source) =>
    opened(
      new EventSourceMapping(source, {
        streams: kinesis,
        functions: lambda,
        objects: s3,
        checkpoints,
        region,
        mostWindowSeconds: options.mostBufferSeconds,
        // A checkpoint must not run ahead of what power loss leaves in the tables.
        beforeCheckpoint: () => dynamodb.flushed(),
      }),
    ),
  );
  lambdaWire = lambdaService(lambda, () => eventSources);
  firehoseWire = firehoseService(firehose);
  firehose.start();
  for (const source of eventSources) source.start();

  const listener: ApiListener = opened(
    await startApiListener({
      api,
      streams: kinesis,
      functions: lambda,
      port: options.apiPort,
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.allowedHosts === undefined ? {} : { allowedHosts: options.allowedHosts }),
      ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    }),
  );

  const lag = (): readonly Lag[] => [
    ...eventSources.map((source) => source.lag()),
    ...firehose.lag(),
  ];
  return {
    apiUrl: listener.url,
    awsUrl: aws.url,
    lambda,
    firehose,
    dynamodb,
    eventSources,
    api,
    lag,
    drained: () => drained(lag, firehose),
    close: closeAll,
  };
}

const DRAIN_POLL_MS = 20;

async function drained(lag: () => readonly Lag[], firehose: Firehose): Promise<void> {
  while (lag().some((reader) => !reader.drained)) {
    await firehose.flushNow();
    await sleep(DRAIN_POLL_MS);
  }
}
