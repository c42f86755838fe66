/** Events as AWS and the API make them, for tests. */

export { ARRIVED_AT, firehoseEvent, kinesisEvent, kinesisRecord } from "./envelopes.ts";
export { cloudEvent, eventsOf, exampleLine, exampleOrder } from "./events.ts";
export { rowFaults, rowsOf } from "./rows.ts";
