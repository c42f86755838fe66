/** What a run of the producer has seen: acknowledgements, not attempts. */
export class Statistics {
  accepted = 0;
  rejected = 0;
  failed = 0;
  retries = 0;
  readonly byStatus = new Map<string, number>();
  readonly #startedAt = performance.now();
  readonly #latencies: number[] = [];

  /** One answer: `status` as the client saw it, milliseconds from the first byte sent to the last received. */
  answer(status: string, milliseconds: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.#latencies.push(milliseconds);
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  summary(): {
    accepted: number;
    rejected: number;
    failed: number;
    retries: number;
    seconds: number;
    events_per_second: number;
    latency_ms: { p50: number; p95: number; p99: number };
    status: Record<string, number>;
  } {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    const quantile = (q: number): number =>
      round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
    const seconds = this.seconds;
    return {
      accepted: this.accepted,
      rejected: this.rejected,
      failed: this.failed,
      retries: this.retries,
      seconds: round(seconds),
      events_per_second: Math.round(this.accepted / Math.max(seconds, 1e-3)),
      latency_ms: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
      status: Object.fromEntries([...this.byStatus].toSorted()),
    };
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
