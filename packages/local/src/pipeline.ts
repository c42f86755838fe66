import { rm } from "node:fs/promises";
import { type Cloud, type Lag, openCloud } from "@tributary/emulator";
import { pipelineDefinition } from "./definition.ts";
import { exposed } from "./exposure.ts";
import { type DeploymentNames, localNames } from "./names.ts";
import { announce, type RunningLocal, runningFile } from "./running.ts";
import { watchFunctions } from "./watch.ts";

export interface LocalOptions {
  /** Absolute. */
  readonly dataDir: string;
  /** Of the HTTP API; 0 takes any free one. */
  readonly port: number;
  /** Of the AWS protocols; 0 takes any free one. */
  readonly awsPort: number;
  /** Firehose's buffering interval and the event sources' window at the most; 2 where absent. */
  readonly bufferSeconds?: number;
  /** Of a new stream; 1 where absent. */
  readonly shards?: number;
  /** Address that the HTTP API listens on; loopback where absent. Any other needs an `apiKey`. */
  readonly host?: string;
  /** Names by which others call the HTTP API, beside this machine's own name and addresses. */
  readonly allowedHosts?: readonly string[];
  /** Demanded in `x-api-key` where set. */
  readonly apiKey?: string;
  /** Empties the data directory first. */
  readonly reset?: boolean;
  /** Rebuilds and reloads a function when its sources change. */
  readonly watch?: boolean;
  /** Lets the functions reach the AWS listener over sockets, as any other program does, instead of through messages. */
  readonly sockets?: boolean;
  readonly log?: (line: string) => void;
}

/** The pipeline, running on this machine. */
export interface LocalPipeline extends RunningLocal {
  readonly cloud: Cloud;
  lag(): readonly Lag[];
  /** Resolves when every sink has everything acknowledged so far. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the whole pipeline: the contract's API, streams, functions, tables and lake on the embedded AWS.
 *
 * @throws PortInUseError, DirectoryInUseError, DataDirectoryError, UnprotectedHostError
 * @example
 * const pipeline = await startLocal({ dataDir: "/tmp/shop", port: 0, awsPort: 0 });
 * await fetch(`${pipeline.apiUrl}/orders`, { method: "POST", body });
 * await pipeline.stop();
 */
export async function startLocal(options: LocalOptions): Promise<LocalPipeline> {
  const names: DeploymentNames = localNames;
  const definition = await pipelineDefinition(names, {
    shards: options.shards ?? 1,
    apiKeyRequired: options.apiKey !== undefined,
  });
  const { dataDir } = options;
  const exposure = exposed(options);
  const cloud = await openCloud(definition, {
    dataDirectory: dataDir,
    apiPort: options.port,
    awsPort: options.awsPort,
    mostBufferSeconds: options.bufferSeconds ?? 2,
    ...exposure,
    ...(options.reset === undefined ? {} : { reset: options.reset }),
    ...(options.sockets === undefined ? {} : { sockets: options.sockets }),
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const { apiUrl, awsUrl } = cloud;
  const running: RunningLocal = { pid: process.pid, apiUrl, awsUrl, dataDir, names };
  await announce(running);
  const watcher = options.watch ? watchFunctions(names, cloud, options.log) : undefined;
  return {
    ...running,
    cloud,
    lag: cloud.lag,
    drained: cloud.drained,
    stop: async () => {
      watcher?.close();
      await rm(runningFile(dataDir), { force: true });
      await cloud.close();
    },
  };
}
