/** A month of 730 hours, as AWS's own calculator has it. */
export const HOURS = 730;
export const SECONDS = HOURS * 3600;
export const GB = 1024 ** 3;

/** What clients send. */
export interface Workload {
  /** Events a second, on average over a month. */
  readonly rate: number;
  /** Bytes of one event as it is posted. */
  readonly bytes: number;
  /** Events a POST: the client's choice, no setting. */
  readonly batch: number;
}

/**
 * What the bill rests on beside settings and prices. Measured with this code where nothing else is
 * said: `benchmarks/README.md` has the machine and the method.
 */
export const assumptions = {
  /** CloudEvents attributes around an event in the stream, bytes. */
  envelopeBytes: 140,
  /** An order as an item of the table, in bytes of the event. */
  itemRatio: 1.2,
  /** Rows of the four order datasets as JSON, bytes of rows by bytes of the event; delivered bytes are billed so. */
  rowRatio: 1.6,
  /** Parquet of all datasets, and gzip of the raw archive, in bytes of the event. */
  parquetRatio: 0.16,
  rawRatio: 0.2,
  /** Partitions that are written to at a time: today, yesterday and a straggler. */
  activePartitions: 3,
  /** CPU of a whole processor an event, microseconds. An arm64 vCPU is taken for half as fast as the machine measured. */
  consumerCpu: 50,
  archiverCpu: 14,
  transformCpu: 12,
  /** What a function takes an invocation, whatever is in it, milliseconds. */
  invocationMs: 4,
  /** Round trip of a call to DynamoDB, milliseconds, and calls in flight. */
  callMs: 12,
  callsInFlight: 8,
  statementsPerCall: 25,
  /** Memory that comes with one vCPU. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  vcpuMb: 1769,
  /** How often a reader with enhanced fan-out is invoked at the most, a shard: a push, and the invocation's own time. */
  pushSeconds: 0.2,
  /** Bytes that a function logs an event when all is well; invocations log nothing (`system_log_level = "WARN"`). */
  logBytes: 0,
} as const;
