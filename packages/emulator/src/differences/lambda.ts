import type { Difference } from "./difference.ts";

export const lambdaDifferences: readonly Difference[] = [
  {
    id: "lambda-worker-threads",
    service: "lambda",
    what: "Here an execution environment is a worker thread of the Node.js that runs the emulator; on AWS it is a microVM with the runtime that the function names.",
    why: "No Docker, and unchanged bundles: whatever they need of the operating system or of another Node.js version is not isolated.",
  },
  {
    id: "lambda-requests-as-messages",
    service: "lambda",
    what: "Here what a function sends to AWS_ENDPOINT_URL with `http.request` goes to the embedded services as a message instead of over a socket (unless `--sockets` is given); on AWS it is HTTPS.",
    why: "The SDK's calls are the largest part of a function's CPU here. `fetch`, HTTP/2 and other addresses use sockets; no packet can be seen on the loopback interface.",
    test: "without sockets a function sees the same: %s",
  },
  {
    id: "lambda-memory-is-heap",
    service: "lambda",
    what: "Here a function's memory limits its JavaScript heap and does not scale its CPU; Buffers are not counted. On AWS it limits the whole process and decides the CPU's share.",
    why: "A worker thread can be limited no further.",
    test: "runs out of memory",
  },
  {
    id: "lambda-queue-for-concurrency",
    service: "lambda",
    what: "Here an invocation beyond the function's concurrency waits for a free environment; on AWS it is throttled with TooManyRequestsException (429).",
    why: "On one machine waiting is what every caller would do next.",
    test: "runs in at most `concurrency` environments, other invocations wait",
  },
  {
    id: "lambda-time-zone",
    service: "lambda",
    what: "Here local time in a function is the machine's; on AWS it is UTC.",
    why: "The time zone belongs to the process, not to a thread. Functions that use UTC methods behave alike.",
  },
  {
    id: "lambda-event-once",
    service: "lambda",
    what: "Here an asynchronous invocation (InvocationType Event) is tried once; on AWS it is retried twice and can go to a destination.",
    why: "Nothing in the pipeline invokes a function that way.",
  },
  {
    id: "lambda-no-management",
    service: "lambda",
    what: "Here functions, versions, aliases and event source mappings are defined when the emulator starts; of a mapping only Enabled can be changed. A qualifier in a function's name is accepted and means the same function.",
    why: "The definitions come from the same source as Terraform's.",
    test: "event source mappings are listed, described, enabled and disabled; nothing else can be changed",
  },
  {
    id: "lambda-batching-window-capped",
    service: "lambda",
    what: "Here a batching window is capped (2 s unless told otherwise); on AWS it is what the mapping says.",
    why: "Results should be there while one looks.",
  },
  {
    id: "lambda-parallel-batches-by-round",
    service: "lambda",
    what: "Here, with a parallelization factor above 1, the batches of a shard run in rounds: a batch that is retried holds up the next round of all its neighbours. On AWS each goes on by itself.",
    why: "One checkpoint a shard; the order of a partition key is the same.",
    test: "run side by side, each partition key in order",
  },
  {
    id: "lambda-first-record-reported",
    service: "lambda",
    what: "Here, with bisect and ReportBatchItemFailures, a batch whose first record is reported is halved, which costs no retry; how AWS isolates such a record is not documented.",
    why: "Split at the returned number nothing would be split, and one record would hold up all behind it.",
    test: "and bisect, a first record that fails again and again is isolated and given up alone",
  },
];
