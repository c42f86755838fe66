import type { Difference } from "./difference.ts";

const service = "API Gateway";

export const apiGatewayDifferences: readonly Difference[] = [
  {
    id: "apigateway-validation-places",
    service,
    what: "Here each message in $context.error.validationErrorString ends with the JSON pointer of the value it is about (`… at /3/quantity`), and at most 20 are listed; on AWS the messages have the same words and no place.",
    why: "A client that sent 500 orders needs to know which one was wrong.",
    test: "with one bad event is refused as a whole, naming index and field",
  },
  {
    id: "apigateway-validation-words",
    service,
    what: "Here a body that breaks `format`, `allOf` or `dependencies` of a model is refused in other words than json-schema-validator's, which API Gateway shows.",
    why: "No model of the project uses them.",
  },
  {
    id: "apigateway-json-own-text",
    service,
    what: "Here $input.json gives an element's own text without its insignificant white space: numbers, escapes and repeated keys stay as they were sent; AWS parses and prints anew.",
    why: "Numbers stay exact, and it is cheaper. Either way the result is one line of the same JSON.",
    test: "keeps the text of its numbers, without white space, on one line",
  },
  {
    id: "apigateway-strict-json",
    service,
    what: "Here a body that is validated must be one JSON text in UTF-8 without a byte order mark; how AWS answers a second value after the first, a mark or UTF-16 is not documented.",
    why: "Fail loudly: a client that sends such a body has a bug.",
    test: "UTF-16 and invalid UTF-8: 400",
  },
  {
    id: "apigateway-min-items",
    service,
    what: "Here minItems and maxItems of a model are always enforced; AWS documents that they are not after an import. The batch template refuses 0 and more than 500 events by itself, so that both answer 400.",
    why: "AWS's rule depends on how the model was created.",
    test: "of %d is refused by the template alone",
  },
  {
    id: "apigateway-override-in-response",
    service,
    what: "Here a response template sees the $context.requestOverride that the request template set. AWS documents the two templates apart; public templates read it so with mock integrations. Where AWS shows nothing, a batch is answered without `count`.",
    why: "Nothing else carries a value from the request template to the response template.",
  },
  {
    id: "apigateway-no-stage-in-path",
    service,
    what: "Here the API answers at the root, as behind a custom domain; on AWS's own host name paths begin with the stage.",
    why: "One API and one stage run.",
  },
  {
    id: "apigateway-java-methods",
    service,
    what: "Here a method of Java's String, List or Map that is not implemented fails the request with 500 and is logged by name; on AWS it works. The same holds for regular expressions and JSONPaths outside the supported subset, and #macro, #parse, #include and #evaluate are refused when the API is defined.",
    why: "Fail loudly instead of guessing.",
    test: "what Java has and we have not fails by name, what nobody has prints itself",
  },
  {
    id: "apigateway-map-order",
    service,
    what: "Here a map literal in a template keeps the order of its entries; in Apache Velocity 1.7 it is a HashMap without a promised order.",
    why: "No template should rely on either.",
  },
  {
    id: "apigateway-authorization",
    service,
    what: "Here a route asks for an API key or for nothing; IAM signatures, Cognito and authorizers are not checked, throttling and usage plans are not applied.",
    why: "The listener is reachable from this machine only.",
    test: "an API key where the route asks for one",
  },
  {
    id: "apigateway-integrations",
    service,
    what: "Here an integration is Kinesis PutRecord, a Lambda proxy or a mock; AWS has all services, HTTP and VPC links. PutRecord takes no ExplicitHashKey that Kinesis would accept.",
    why: "The pipeline needs no others.",
  },
  {
    id: "apigateway-accept",
    service,
    what: "Here the response template for application/json is used whatever the client accepts; on AWS the Accept header chooses among several.",
    why: "A definition with a response template for another type is refused, so there is nothing to choose.",
  },
];
