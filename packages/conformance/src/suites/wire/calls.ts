import type { Case, Group, JsonObject } from "../../suite.ts";

export type ServiceName = "athena" | "dynamodb" | "firehose" | "glue" | "kinesis" | "lambda" | "s3";

/** One call of an SDK's client. Texts of the input may name what was saved: `{iterator}`. */
export interface Call {
  readonly service: ServiceName;
  /** As the SDK's method: `putRecord`. */
  readonly operation: string;
  readonly input: JsonObject;
  /** Names of members of the output, by the names under which later calls use them: `{iterator: "ShardIterator"}`. */
  readonly save?: Readonly<Record<string, string>>;
  /** Members that are compared, where not all are. */
  readonly only?: readonly string[];
  readonly differs?: string;
}

type More = Omit<Call, "service" | "operation" | "input">;

export const caller =
  (service: ServiceName) =>
  (operation: string, input: JsonObject, more: More = {}): Call => ({
    service,
    operation,
    input,
    ...more,
  });

/** Calls on an empty service, one after another. */
export function story(name: string, calls: readonly Call[]): Group {
  const cases = calls.map(
    ({ differs, service, operation, input, save, only }, i): Case => ({
      name: `${i + 1} ${service} ${operation}`,
      input: {
        ...{ service, operation, input },
        ...(save === undefined ? {} : { save }),
        ...(only === undefined ? {} : { only }),
      },
      ...(differs === undefined ? {} : { differs }),
    }),
  );
  return { name, cases };
}
