import type { Difference } from "./difference.ts";

export const wireDifferences: readonly Difference[] = [
  {
    id: "wire-any-credentials",
    service: "all",
    what: "Here any credentials are accepted and signatures are not checked; on AWS a wrong signature is refused with 403.",
    why: "Everything runs on one machine for one person; the listener is bound to the loopback interface, and web pages are kept out by their Host and Origin.",
  },
  {
    id: "wire-no-iam",
    service: "all",
    what: "Here no policy is evaluated: every caller may do everything. On AWS an action that no policy allows is refused.",
    why: "Policies are checked by the Terraform tests; there is no identity to evaluate them for.",
  },
  {
    id: "wire-no-cbor",
    service: "all",
    what: "Here AWS JSON over HTTP is the only format of Kinesis; a body in CBOR (the default of the Java SDK 1.x and 2.x) is refused with SerializationException. On AWS both work.",
    why: "The functions, the AWS CLI, boto3 and the JavaScript SDK speak JSON; the Java SDK does with AWS_CBOR_DISABLE=true or its aws.cborEnabled=false.",
  },
  {
    id: "wire-not-implemented",
    service: "all",
    what: "Here an operation that the embedded AWS does not offer answers 501 NotImplemented and names itself; on AWS it exists.",
    why: "Only what an ingestion pipeline needs is built; failing loudly beats pretending.",
    test: "names an operation and a service it does not have",
  },
  {
    id: "wire-web-pages-refused",
    service: "all",
    what: "Here a Host that is not a loopback name, or an Origin of another site, is refused with 403 on every service; AWS has no such check, and S3 answers CORS by the bucket's configuration.",
    why: "Without credentials to check, a web page in the browser of the same machine could otherwise read and write everything.",
    test: "refuses a foreign Host and a foreign Origin, over both protocols",
  },
];
