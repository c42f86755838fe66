import type { ThreadInput, ThreadOutput } from "./in-thread.ts";

/**
 * What one service of the embedded AWS may ask of another, in process. A service implements its
 * own port and is handed the others'; nothing else crosses the folders of `services/`.
 */

/** A record as a shard holds it. Sequence numbers have a fixed width: their text order is their order. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** `data` in base64, encoded once however many readers ask. */
  readonly base64: string;
  /** Approximate arrival, milliseconds since the epoch. */
  readonly arrivedAt: number;
}

/** Kinesis, as its in-process readers and API Gateway see it. */
export interface Streams {
  /**
   * Acknowledges after the record's log segment is fsynced.
   * @throws AwsError ResourceNotFoundException, ValidationException, ProvisionedThroughputExceededException,
   *   InternalFailure (500) when the disk refuses.
   */
  putRecord(input: {
    streamName: string;
    partitionKey: string;
    data: Buffer;
  }): Promise<{ shardId: string; sequenceNumber: string }>;
  /** Shards of a stream, closed ones included, parents before children. */
  shardIds(streamName: string): readonly string[];
  /**
   * Committed records after the sequence number `after` (from the oldest where undefined), at most
   * `records` of them and about `bytes` of data. Waits up to `waitMs` for the first one; empty when
   * none came or `signal` aborted.
   */
  read(input: {
    streamName: string;
    shardId: string;
    after: string | undefined;
    records: number;
    bytes: number;
    waitMs: number;
    signal?: AbortSignal;
  }): Promise<readonly StreamRecord[]>;
  /** Sequence number of the last committed record of a shard; undefined where it has none. */
  lastSequenceNumber(streamName: string, shardId: string): string | undefined;
  /** The shards that a shard came from in a resharding, and whether it takes no more records. Absent: streams never reshard. */
  lineage?(
    streamName: string,
    shardId: string,
  ): { readonly parents: readonly string[]; readonly isClosed: boolean };
}

export interface InvokeResult {
  /** The function's answer as JSON text; with `functionError`, the error's JSON (`errorType`, `errorMessage`). */
  readonly payload: string;
  readonly functionError: "Unhandled" | undefined;
}

/** Lambda, as its in-process callers see it. */
export interface Functions {
  /** Waits for a free execution environment. A handler's failure is a result, not an exception. */
  invoke(functionName: string, payload: string): Promise<InvokeResult>;
  /**
   * As `invoke`, but the event is made, and the answer read, in the function's own thread. Gives the
   * buffers of `input` away. Absent where functions have no thread of their own.
   */
  invokeInThread?(
    functionName: string,
    input: ThreadInput,
  ): Promise<InvokeResult | { readonly output: ThreadOutput; readonly functionError: undefined }>;
}

export interface ObjectInfo {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
}

/** S3, as its in-process callers see it. A write is durable and whole when it resolves. */
export interface Objects {
  put(input: {
    bucket: string;
    key: string;
    body: Uint8Array;
    contentType?: string;
    contentEncoding?: string;
    metadata?: Readonly<Record<string, string>>;
  }): Promise<ObjectInfo>;
  /** Takes over a file that lies on the same file system; it is gone from `path` afterwards. */
  putFile(input: { bucket: string; key: string; path: string }): Promise<ObjectInfo>;
  /** @throws AwsError NoSuchBucket, NoSuchKey */
  get(bucket: string, key: string): Promise<Buffer>;
  /** Every object under a prefix, in the order of its key's UTF-8 bytes. */
  list(bucket: string, prefix: string): Promise<readonly ObjectInfo[]>;
  /** Where the object's bytes lie on disk, for an engine that reads files itself. */
  path(bucket: string, key: string): string;
}

export interface GlueColumn {
  readonly Name: string;
  /** Hive type: `string`, `int`, `timestamp`, `decimal(12,2)`, … */
  readonly Type: string;
  readonly Comment?: string;
}

/** A table of the Glue catalogue, in the API's own shape, as far as the other services read it. */
export interface GlueTable {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly Description?: string;
  readonly TableType: "EXTERNAL_TABLE" | "VIRTUAL_VIEW";
  readonly PartitionKeys: readonly GlueColumn[];
  readonly StorageDescriptor: {
    readonly Columns: readonly GlueColumn[];
    /** `s3://bucket/prefix/` */
    readonly Location?: string;
  };
  readonly Parameters: Readonly<Record<string, string>>;
  /** Of a view: `/* Presto View: <base64 JSON> *​/`. */
  readonly ViewOriginalText?: string;
}

/** Glue, as Firehose and Athena see it. */
export interface Catalog {
  /** @throws AwsError EntityNotFoundException */
  table(database: string, name: string): GlueTable;
  tables(database: string): readonly GlueTable[];
  /** Names of all databases, sorted. */
  databases?(): readonly string[];
}

/** How far a reader is behind, for a client that waits until everything has drained. */
export interface Lag {
  readonly name: string;
  /** Whether every record of its shards is processed and its effects are stored. */
  readonly drained: boolean;
  /** Records read but not yet stored (buffers, batches in flight, retries). */
  readonly pending: number;
}
