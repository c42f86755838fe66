import { MAX_BATCH_EVENTS } from "../constants.ts";
import { datasets, PROJECTION_START, partitionKey } from "../datasets.ts";
import { events } from "../events.ts";
import { functions } from "../functions.ts";
import { prelude } from "../prelude.ts";
import { queryRoutes } from "../query-routes.ts";
import { ingestRoutes } from "../routes.ts";
import { delivery, eventSources, prefixes, stream } from "../stream.ts";
import { tables } from "../tables.ts";
import { contractVersion } from "../version.ts";

const entries = Object.entries;

/** What Terraform reads with `jsondecode(file(…))`: snake_case, maps by name. */
export function contractJson() {
  return {
    version: contractVersion,
    events: Object.fromEntries(
      entries(events).map(([name, event]) => [
        name,
        {
          type: event.type,
          source: event.source,
          model: event.model,
          partition_key_path: event.partitionKeyPath,
        },
      ]),
    ),
    max_batch_events: MAX_BATCH_EVENTS,
    ingest_routes: Object.fromEntries(
      ingestRoutes.map((route) => [
        `${route.method} ${route.path}`,
        {
          method: route.method,
          path: route.path,
          event: route.event,
          batch: route.batch,
          model: route.model,
          prelude: prelude(route),
        },
      ]),
    ),
    query_routes: Object.fromEntries(
      queryRoutes.map(({ method, path, description, query }) => [
        `${method} ${path}`,
        { method, path, description, query },
      ]),
    ),
    stream: { name: stream.name, retention_hours: stream.retentionHours },
    event_sources: Object.fromEntries(
      entries(eventSources).map(([name, source]) => [
        name,
        {
          starting_position: source.startingPosition,
          batch_size: source.batchSize,
          batching_window_seconds: source.batchingWindowSeconds,
          parallelization_factor: source.parallelizationFactor,
          bisect_batch_on_function_error: source.bisectBatchOnFunctionError,
          maximum_retry_attempts: source.maximumRetryAttempts,
          maximum_record_age_seconds: source.maximumRecordAgeSeconds,
          report_batch_item_failures: source.reportBatchItemFailures,
        },
      ]),
    ),
    delivery: {
      buffer_mb: delivery.bufferMb,
      buffer_seconds: delivery.bufferSeconds,
      transform_buffer_mb: delivery.transformBufferMb,
      transform_buffer_seconds: delivery.transformBufferSeconds,
      transform_retries: delivery.transformRetries,
      de_aggregation: delivery.deAggregation,
      prefix: delivery.prefix,
      error_prefix: delivery.errorPrefix,
    },
    prefixes: {
      lake: prefixes.lake,
      errors: prefixes.errors,
      raw: prefixes.raw,
      quarantine: prefixes.quarantine,
      on_failure: prefixes.onFailure,
      athena_results: prefixes.athenaResults,
    },
    datasets: Object.fromEntries(
      entries(datasets).map(([name, dataset]) => [
        name,
        {
          event: dataset.event,
          transform: dataset.transform,
          description: dataset.description,
          grain: dataset.grain,
          columns: dataset.columns,
        },
      ]),
    ),
    partition_key: partitionKey,
    projection_start: PROJECTION_START,
    tables: Object.fromEntries(
      entries(tables).map(([name, table]) => [
        name,
        {
          description: table.description,
          hash_key: table.hashKey,
          range_key: table.rangeKey,
          indexes: table.indexes.map((index) => ({
            name: index.name,
            hash_key: index.hashKey,
            projection: index.projection,
          })),
        },
      ]),
    ),
    functions: Object.fromEntries(
      entries(functions).map(([name, settings]) => [
        name,
        {
          description: settings.description,
          role: settings.role,
          handler: settings.handler,
          memory_mb: settings.memoryMb,
          timeout_seconds: settings.timeoutSeconds,
          environment: settings.environment,
        },
      ]),
    ),
  };
}
