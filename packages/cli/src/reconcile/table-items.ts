import { type AttributeValue, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

export interface TableItem {
  readonly hashKey: string;
  readonly rangeKey: string;
  readonly version: string | null;
  readonly eventId: string | null;
}

/** Every item of a table: keys, version and event id. */
export async function* tableItems(
  client: DynamoDBClient,
  table: string,
  hashKey: string,
  rangeKey: string,
): AsyncGenerator<TableItem> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ProjectionExpression: "#h, #r, #v, #e",
      ExpressionAttributeNames: {
        "#h": hashKey,
        "#r": rangeKey,
        "#v": "version",
        "#e": "event_id",
      },
      ConsistentRead: true,
    },
  );
  for await (const { Items } of pages) {
    for (const item of Items ?? []) {
      yield {
        hashKey: text(item[hashKey]) ?? "",
        rangeKey: text(item[rangeKey]) ?? "",
        version: text(item.version),
        eventId: text(item.event_id),
      };
    }
  }
}

const text = (value: AttributeValue | undefined): string | null => value?.S ?? null;
