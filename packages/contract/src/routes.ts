import { type EventName, events } from "./events.ts";

export interface IngestRoute {
  readonly method: "POST";
  readonly path: string;
  readonly event: EventName;
  readonly batch: boolean;
  /** Name of the request model. */
  readonly model: string;
}

export const ingestRoutes: readonly IngestRoute[] = (Object.keys(events) as EventName[]).flatMap(
  (event) => {
    const { source, model } = events[event];
    return [
      { method: "POST", path: source, event, batch: false, model },
      { method: "POST", path: `${source}/batch`, event, batch: true, model: `${model}Batch` },
    ];
  },
);
