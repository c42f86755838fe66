const NAMESPACE = "Tributary";

/**
 * Counts as CloudWatch metrics, in the embedded metric format: one line of JSON on standard output,
 * no call. Zeros are left out, and without any count there is no line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param functionName dimension `Function`
 * @param counts by metric name
 */
export function emitCounts(functionName: string, counts: Readonly<Record<string, number>>): void {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  if (entries.length === 0) return;
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [["Function"]],
          Metrics: entries.map(([Name]) => ({ Name, Unit: "Count" })),
        },
      ],
    },
    Function: functionName,
    ...Object.fromEntries(entries),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
