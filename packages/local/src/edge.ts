import { type ApiRequest, type ApiResponse, defineApi, invokeApi } from "@tributary/emulator";
import { apiDefinition } from "./api.ts";
import { localNames } from "./names.ts";

const MOST_BODY_BYTES = 10 * 1024 * 1024;

/** A record that the API gave to the stream. */
export interface EdgeRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/**
 * The HTTP API alone, without a listener, a stream or a function: routes, models and templates as they
 * are deployed. For fuzzing and measuring the edge.
 *
 * @param put takes what the stream would be given; a rejection is the stream's
 * @returns takes one request through the API
 */
export async function localEdge(
  put: (record: EdgeRecord) => void,
): Promise<(request: ApiRequest) => Promise<ApiResponse>> {
  const api = defineApi(await apiDefinition(localNames, false));
  const absent = () => {
    throw new Error("The edge alone has no such service");
  };
  const backends = {
    streams: {
      async putRecord(record: EdgeRecord) {
        put(record);
        return { shardId: "shardId-000000000000", sequenceNumber: "1" };
      },
      shardIds: absent,
      read: absent,
      lastSequenceNumber: absent,
    },
    functions: { invoke: absent },
    maxBodyBytes: MOST_BODY_BYTES,
    log: (message: string, cause: unknown) => {
      throw new Error(message, { cause });
    },
    now: Date.now,
  };
  return (request) => invokeApi(api, backends, request);
}
