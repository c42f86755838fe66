import type { Order } from "@tributary/contract";
import { spoiled } from "./bad-orders.ts";
import { fakeOrders } from "./fake-orders.ts";
import { Random } from "./random.ts";

export interface OrderSourceOptions {
  readonly seed: number;
  /** Orders are placed in the week before; milliseconds since the epoch. */
  readonly until: number;
  /** How many events; Infinity for no end. */
  readonly count: number;
  /** Share of events that the API must refuse. */
  readonly badRatio: number;
  /** Share of events that repeat an earlier order to the letter. */
  readonly duplicateRatio: number;
}

/** The producer's orders, spoiled and repeated ones mixed in as asked. */
export function* orderSource(options: OrderSourceOptions): Generator<{ event: unknown }> {
  const orders = fakeOrders(options.seed, options.until);
  const chance = new Random(options.seed ^ 0x5bd1e995);
  const recent: Order[] = [];
  for (let sent = 0; sent < options.count; sent += 1) {
    const [first] = recent;
    if (first && chance.next() < options.duplicateRatio) {
      yield { event: chance.pick([first, ...recent.slice(1)]) };
      continue;
    }
    const order = orders.next().value;
    recent.push(order);
    if (recent.length > 100) recent.shift();
    yield { event: chance.next() < options.badRatio ? spoiled(order, chance) : order };
  }
}
