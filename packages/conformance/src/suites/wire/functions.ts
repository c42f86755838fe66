import { caller, story } from "./calls.ts";

const lambda = caller("lambda");
const firehose = caller("firehose");
const dynamodb = caller("dynamodb");
const athena = caller("athena");
const glue = caller("glue");

/** Calls that only the service models can judge: moto runs no functions, streams or queries. */
export const modelStories = [
  story("lambda", [
    lambda("invoke", { FunctionName: "echo", Payload: { $bytes: '{"a":1}' } }),
    lambda("invoke", {
      FunctionName: "echo",
      Payload: { $bytes: '{"fail":true}' },
      LogType: "Tail",
    }),
    lambda("invoke", { FunctionName: "echo", Payload: { $bytes: "{}" }, InvocationType: "Event" }),
    lambda("invoke", { FunctionName: "echo", Payload: { $bytes: "{}" }, InvocationType: "DryRun" }),
    lambda("invoke", { FunctionName: "echo", Payload: { $bytes: "no json" } }),
    lambda("invoke", { FunctionName: "none", Payload: { $bytes: "{}" } }),
    lambda("listFunctions", {}),
    lambda("getFunction", { FunctionName: "echo" }),
    lambda("getFunctionConfiguration", { FunctionName: "echo" }),
    lambda("getFunction", { FunctionName: "none" }),
    lambda("listEventSourceMappings", {}),
  ]),
  story("firehose", [
    firehose("listDeliveryStreams", {}),
    firehose("describeDeliveryStream", { DeliveryStreamName: "orders" }),
    firehose("describeDeliveryStream", { DeliveryStreamName: "none" }),
    firehose("putRecord", { DeliveryStreamName: "orders", Record: { Data: { $bytes: "x" } } }),
  ]),
  story("athena and glue", [
    glue("getDatabases", {}),
    glue("getTables", { DatabaseName: "shop" }),
    athena(
      "startQueryExecution",
      { QueryString: "select 1 as n, 'x' as s", QueryExecutionContext: { Database: "shop" } },
      { save: { id: "QueryExecutionId" } },
    ),
    athena("getQueryExecution", { QueryExecutionId: "{id}" }),
    athena("batchGetQueryExecution", {
      QueryExecutionIds: ["{id}", "00000000-0000-0000-0000-000000000000"],
    }),
    athena("listQueryExecutions", {}),
    athena("startQueryExecution", { QueryString: "selec" }),
    athena("stopQueryExecution", { QueryExecutionId: "{id}" }),
    athena("listDatabases", { CatalogName: "AwsDataCatalog" }),
    athena("getDatabase", { CatalogName: "AwsDataCatalog", DatabaseName: "shop" }),
    athena("listTableMetadata", { CatalogName: "AwsDataCatalog", DatabaseName: "shop" }),
    athena("getTableMetadata", {
      CatalogName: "AwsDataCatalog",
      DatabaseName: "shop",
      TableName: "none",
    }),
    athena("getDataCatalog", { Name: "AwsDataCatalog" }),
    athena("createNamedQuery", { Name: "n", Database: "shop", QueryString: "select 1" }),
  ]),
  story("dynamodb", [
    dynamodb("listTables", {}),
    dynamodb("describeTable", { TableName: "orders" }),
    dynamodb("putItem", {
      TableName: "orders",
      Item: { id: { S: "1" }, n: { N: "1" } },
      ReturnConsumedCapacity: "TOTAL",
    }),
    dynamodb("getItem", { TableName: "orders", Key: { id: { S: "1" } } }),
    dynamodb("query", {
      TableName: "orders",
      KeyConditionExpression: "id = :i",
      ExpressionAttributeValues: { ":i": { S: "1" } },
    }),
    dynamodb("scan", { TableName: "orders", Limit: 1 }),
    dynamodb("updateItem", {
      TableName: "orders",
      Key: { id: { S: "1" } },
      UpdateExpression: "SET n = :n",
      ExpressionAttributeValues: { ":n": { N: "2" } },
      ReturnValues: "ALL_NEW",
    }),
    dynamodb("batchExecuteStatement", {
      Statements: [
        { Statement: "INSERT INTO orders VALUE {'id': '1'}" },
        { Statement: "INSERT INTO orders VALUE {'id': '2'}" },
      ],
    }),
    dynamodb("transactWriteItems", {
      TransactItems: [
        {
          Put: {
            TableName: "orders",
            Item: { id: { S: "1" } },
            ConditionExpression: "attribute_not_exists(id)",
          },
        },
      ],
    }),
    dynamodb("describeTable", { TableName: "none" }),
    dynamodb("describeTimeToLive", { TableName: "orders" }),
    dynamodb("describeContinuousBackups", { TableName: "orders" }),
  ]),
];
