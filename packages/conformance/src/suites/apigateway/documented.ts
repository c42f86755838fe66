import type { Json, JsonObject } from "../../suite.ts";

const guide = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const variables = `${guide}/api-gateway-mapping-template-reference.html`;
const examples = `${guide}/api-gateway-mapping-variable-examples.html`;

/** An example of AWS's documentation: what a template makes of a request. */
export interface Documented {
  readonly name: string;
  readonly document: string;
  readonly template: string;
  readonly body?: Json;
  readonly params?: JsonObject;
  /** The JSON of the document; a text where it shows one. */
  readonly expected: Json;
  readonly differs?: string;
}

const pet = { Price: "249.99", Age: "6" };
const bella = { path: {}, querystring: { name: "Bella", type: "dog" }, header: {} };
const photo = (id: string, first: string, last: string, title: string) => ({
  ...{ id, owner: "23456789@A12", secret: "abc123d456", server: "1234", farm: 1, title },
  ...{ photographer_first_name: first, photographer_last_name: last },
  ...{ ispublic: true, isfriend: false, isfamily: false },
});
const photos = [
  photo("12345678901", "Saanvi", "Sarkar", "Sample photo 1"),
  photo("23456789012", "Richard", "Roe", "Sample photo 2"),
];

/** Examples with `$input` and `$util`. */
export const documented: readonly Documented[] = [
  {
    name: "all parameters",
    document: `${examples}#input-examples-mapping-templates`,
    template: `#set($allParams = $input.params())
{
  "params" : {
    #foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
    "$type" : {
      #foreach($paramName in $params.keySet())
      "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
      #if($foreach.hasNext),#end
      #end
    }
    #if($foreach.hasNext),#end
    #end
  }
}`,
    params: {
      path: { example2: "myparamm" },
      querystring: { hello: "world" },
      header: { "X-One": "1", Accept: "*/*" },
    },
    expected: {
      params: {
        path: { example2: "myparamm" },
        querystring: { hello: "world" },
        header: { "X-One": "1", Accept: "*/*" },
      },
    },
  },
  {
    name: "one parameter and the whole body",
    document: `${examples}#input-json-mapping-templates`,
    template: `{"name" : "$input.params('name')", "body" : $input.json('$')}`,
    body: pet,
    params: bella,
    expected: { name: "Bella", body: pet },
  },
  {
    name: "the body as a text",
    document: `${examples}#input-json-mapping-templates`,
    template: `{"name" : "$input.params('name')", "body" : "$util.escapeJavaScript($input.json('$'))"}`,
    body: pet,
    params: bella,
    expected: { name: "Bella", body: '{"Price":"249.99","Age":"6"}' },
  },
  {
    name: "a part of the body",
    document: `${examples}#mapping-example-3`,
    template: `{"name" : "$input.params('name')", "Age" : $input.json('$.Age')}`,
    body: pet,
    params: bella,
    expected: { name: "Bella", Age: "6" },
  },
  {
    name: "the size of a part",
    document: `${examples}#mapping-example-4`,
    template: `{
  "id" : "$input.params('id')",
  "count" : "$input.path('$.things').size()",
  "things" : $input.json('$.things')
}`,
    body: { things: { "1": {}, "2": {}, "3": {} } },
    params: { path: { id: "123" }, querystring: {}, header: {} },
    expected: { id: "123", count: "3", things: { "1": {}, "2": {}, "3": {} } },
  },
  {
    name: "a photo album",
    document: `${guide}/example-photos.html`,
    template: `#set($inputRoot = $input.path('$'))
{
  "photos": [
#foreach($elem in $inputRoot.photos.photo)
    {
      "id": "$elem.id",
      "photographedBy": "$elem.photographer_first_name $elem.photographer_last_name",
      "title": "$elem.title",
      "ispublic": $elem.ispublic,
      "isfriend": $elem.isfriend,
      "isfamily": $elem.isfamily
    }#if($foreach.hasNext),#end

#end
  ]
}`,
    body: { photos: { page: 1, pages: "1234", perpage: 100, total: "123398", photo: photos } },
    expected: {
      photos: photos.map((taken) => ({
        id: taken.id,
        photographedBy: `${taken.photographer_first_name} ${taken.photographer_last_name}`,
        title: taken.title,
        ispublic: true,
        isfriend: false,
        isfamily: false,
      })),
    },
  },
  {
    name: "the pets of the tutorial",
    document: `${guide}/set-up-data-transformations-in-api-gateway.html`,
    template: `#set($inputRoot = $input.path('$'))
[
#foreach($elem in $inputRoot)
  {
    "description": "Item $elem.id is a $elem.type.",
    "askingPrice": $elem.price
  }#if($foreach.hasNext),#end

#end
]`,
    body: [
      { id: 1, type: "dog", price: 249.99 },
      { id: 2, type: "cat", price: 124.99 },
      { id: 3, type: "fish", price: 0.99 },
    ],
    expected: [
      { description: "Item 1 is a dog.", askingPrice: 249.99 },
      { description: "Item 2 is a cat.", askingPrice: 124.99 },
      { description: "Item 3 is a fish.", askingPrice: 0.99 },
    ],
  },
  {
    name: "a request that is given another shape",
    document: `${guide}/models-mappings.html`,
    template: `#set($inputRoot = $input.path('$'))
{
    "dogId" : "dog_$inputRoot.id",
    "Age": $inputRoot.Age
}`,
    body: { id: 1, type: "dog", Age: 11 },
    expected: { dogId: "dog_1", Age: 11 },
  },
  {
    name: "$util.parseJson: a JSON text in JSON",
    document: `${variables}#util-template-reference`,
    template: `#set ($errorMessageObj = $util.parseJson($input.path('$.errorMessage')))
{ "errorMessageObjKey2ArrVal" : $errorMessageObj.key2.arr[0] }`,
    body: { errorMessage: '{"key1":"var1","key2":{"arr":[1,2,3]}}' },
    expected: { errorMessageObjKey2ArrVal: 1 },
  },
  {
    name: "$util.escapeJavaScript: single quotes are made JSON again",
    document: `${variables}#util-template-reference`,
    template: `{"input" : "$util.escapeJavaScript($input.body).replaceAll("\\\\'","'")"}`,
    body: { owner: "O'Brien", note: 'a "quote"' },
    expected: { input: `{"owner":"O'Brien","note":"a \\"quote\\""}` },
  },
  {
    name: "$util.urlEncode and urlDecode",
    document: `${variables}#util-template-reference`,
    template: `{"a":"$util.urlEncode('a b&c=é/')","b":"$util.urlDecode('a+b%26c%3D%C3%A9%2F')"}`,
    expected: { a: "a+b%26c%3D%C3%A9%2F", b: "a b&c=é/" },
  },
  {
    name: "$util.base64Encode and base64Decode",
    document: `${variables}#util-template-reference`,
    template: `{"a":"$util.base64Encode('Zoë')","b":"$util.base64Decode('Wm/Dqw==')"}`,
    expected: { a: "Wm/Dqw==", b: "Zoë" },
  },
  {
    name: "$input.params looks in path, query string and headers, in that order",
    document: `${variables}#input-variable-reference`,
    template: `{"a":"$input.params('a')","b":"$input.params('b')","c":"$input.params('c')"}`,
    params: {
      path: { a: "path" },
      querystring: { a: "query", b: "query" },
      header: { a: "header", b: "header", c: "header" },
    },
    expected: { a: "path", b: "query", c: "header" },
  },
  {
    name: "$input.params().path, querystring, header",
    document: `${variables}#input-variable-reference`,
    template: `{"a":"$input.params().path.a","b":"$input.params().querystring.get('b')","c":"$input.params().header.c"}`,
    params: { path: { a: "1" }, querystring: { b: "2" }, header: { c: "3" } },
    expected: { a: "1", b: "2", c: "3" },
  },
  {
    name: "$input.body is the payload as it came",
    document: `${variables}#input-variable-reference`,
    template: "$input.body",
    body: { a: [1, 2.5, "x", null, true] },
    expected: { a: [1, 2.5, "x", null, true] },
  },
  ...(
    [
      ["$.list[1]", { b: 2 }],
      ["$.list[-1]", "last"],
      ["$.list[0,2]", [1, "last"]],
      ["$.list.length()", 3],
      ["$.deep.name", "x"],
      ["$['deep']['name']", "x"],
      ["$.list[*]", [1, { b: 2 }, "last"]],
    ] as const
  ).map(([path, expected]) => ({
    name: `$input.json('${path}')`,
    document: `${variables}#input-variable-reference`,
    template: `$input.json("${path}")`,
    body: { list: [1, { b: 2 }, "last"], deep: { name: "x" } },
    expected,
    ...(/[*,()]/.test(path) ? { differs: "apigateway-java-methods" } : {}),
  })),
];

/** Variables of `$context`, each with what it must look like for a request that is known. */
export const contextVariables: Readonly<Record<string, RegExp>> = {
  accountId: /^\d{12}$/,
  apiId: /^[a-z0-9]+$/,
  requestId: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  extendedRequestId: /^[A-Za-z0-9+/]{15}=$/,
  stage: /^live$/,
  httpMethod: /^POST$/,
  resourcePath: /^\/pets\/\{id\}$/,
  path: /^\/live\/pets\/7$/,
  protocol: /^HTTP\/1\.1$/,
  requestTime: /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/,
  requestTimeEpoch: /^\d{13}$/,
  domainName: /^127\.0\.0\.1:\d+$/,
  "identity.sourceIp": /^127\.0\.0\.1$/,
  "identity.userAgent": /^conformance\/1\.0$/,
  "identity.apiKey": /^MyTestKey$/,
};

export const contextDocument = `${guide}/api-gateway-variables-for-access-logging.html`;
