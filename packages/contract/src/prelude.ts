import { events } from "./events.ts";
import type { IngestRoute } from "./routes.ts";

/** What differs by route, put before the request template; `terraform/templates/README.md` says what it must set. */
export function prelude(route: IngestRoute): string {
  const event = events[route.event];
  const set = (name: string, value: string): string => `#set($${name} = '${value}')\n`;
  return (
    set("source", event.source) +
    set("type", event.type) +
    set("partitionKeyPath", event.partitionKeyPath)
  );
}
