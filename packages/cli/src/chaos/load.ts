import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Order } from "@tributary/contract";
import type { Acknowledgements } from "../producer/acknowledgements.ts";
import { IngestClient } from "../producer/client.ts";
import { fakeOrders } from "../producer/fake-orders.ts";
import type { Post } from "../producer/post.ts";
import { Random } from "../producer/random.ts";
import { authorizer } from "../target/authorize.ts";

/** A refusal that no fault explains. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

const ORDERS_UNTIL = Date.UTC(2026, 0, 1);

/**
 * Clients that go on sending whatever becomes of the pipeline: a POST is repeated with its
 * Idempotency-Key until it is acknowledged. Single orders and batches, later versions of earlier
 * orders, and invoice lines with their numbers.
 */
export class Load {
  readonly #acknowledgements: Acknowledgements;
  readonly #random: Random;
  readonly #orders: Generator<Order, never, undefined>;
  readonly #series: string;
  readonly #recent: Order[] = [];
  readonly #workers: Promise<void>[] = [];
  #client: IngestClient | undefined;
  #stopped = false;
  #abandoned = false;
  #invoices = 0;
  acknowledged = 0;
  retried = 0;
  /** Times that an order was sent in a later state. */
  updates = 0;
  problem: Error | undefined;

  constructor(seed: number, acknowledgements: Acknowledgements) {
    this.#acknowledgements = acknowledgements;
    this.#random = new Random(seed ^ 0x9e3779b9);
    this.#orders = fakeOrders(seed, ORDERS_UNTIL);
    this.#series = (seed >>> 0).toString(36);
  }

  start(workers: number): void {
    for (let n = 0; n < workers; n += 1) this.#workers.push(this.#work());
  }

  /** Where to send from now on; nowhere while the pipeline is down. */
  target(url: string | undefined): void {
    this.#client?.close();
    this.#client =
      url === undefined
        ? undefined
        : new IngestClient(
            { url, source: "chaos", mode: "none", authorize: authorizer({ mode: "none" }) },
            this.#workers.length,
          );
  }

  /** Lets every POST that is under way be acknowledged, and sends no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#workers);
    this.#client?.close();
    if (this.problem) throw this.problem;
  }

  /** Gives up what is not acknowledged yet. */
  abandon(): void {
    this.#stopped = true;
    this.#abandoned = true;
    this.#client?.close();
    this.#client = undefined;
  }

  /** Goes on after `stop`. */
  resume(workers: number): void {
    this.#stopped = false;
    this.#workers.length = 0;
    this.start(workers);
  }

  async #work(): Promise<void> {
    while (!this.#stopped && this.problem === undefined) {
      try {
        await this.#post(this.#next());
      } catch (error) {
        this.problem = error instanceof Error ? error : new Error(String(error));
      }
    }
  }

  async #post(post: Post): Promise<void> {
    const key = randomUUID();
    while (!this.#abandoned) {
      const client = this.#client;
      const answer = client && (await client.send(post, key).catch(() => undefined));
      if (answer?.status === 202) {
        const { id, count }: { id: string; count: number } = JSON.parse(answer.body);
        if (id !== key || count !== post.count) {
          throw new RefusedError(`${key} with ${post.count} events was answered ${answer.body}`);
        }
        this.#acknowledgements.add(id, count);
        this.acknowledged += count;
        return;
      }
      if (answer && answer.status < 500 && answer.status !== 429) {
        throw new RefusedError(`${post.path} was refused: ${answer.status} ${answer.body}`);
      }
      this.retried += 1;
      await sleep(20);
    }
  }

  #next(): Post {
    const kind = this.#random.next();
    const size = this.#random.pick([1, 1, 5, 20, 50]);
    if (kind < 0.3) return this.#lines(size);
    const events = Array.from({ length: size }, () =>
      this.#random.next() < 0.2 ? this.#laterState() : this.#newOrder(),
    );
    return post("/orders", events);
  }

  #newOrder(): Order {
    const order = this.#orders.next().value;
    this.#recent.push(order);
    if (this.#recent.length > 200) this.#recent.shift();
    return order;
  }

  #laterState(): Order {
    const [first, ...more] = this.#recent;
    if (first === undefined) return this.#newOrder();
    const order = this.#random.pick([first, ...more]);
    this.updates += 1;
    const changed =
      Date.parse(order.updated_at ?? order.order_date) + this.#random.integer(0, 60_000);
    return { ...order, status: "shipped", updated_at: new Date(changed).toISOString() };
  }

  #lines(count: number): Post {
    this.#invoices += 1;
    const InvoiceNo = `${this.#series}-${this.#invoices}`;
    const CustomerID = this.#random.pick<number | string | null>([
      17850,
      "12345",
      null,
      `c-${this.#series}`,
    ]);
    const lines = Array.from({ length: count }, (_, index) => ({
      InvoiceNo,
      StockCode: `SKU-${index}`,
      Description: "WHITE HANGING HEART T-LIGHT HOLDER",
      Quantity: this.#random.integer(-5, 10),
      InvoiceDate: "12/1/2010 8:26",
      UnitPrice: 2.55,
      CustomerID,
      Country: "United Kingdom",
      LineNo: index + 1,
    }));
    return post("/invoices", lines);
  }
}

function post(route: string, events: readonly unknown[]): Post {
  const [only, ...more] = events;
  if (more.length === 0) return { path: route, body: JSON.stringify(only), count: 1 };
  return { path: `${route}/batch`, body: JSON.stringify(events), count: events.length };
}
