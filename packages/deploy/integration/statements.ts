import { isRecord, type Plan, type Resource } from "./plan.ts";

/** One statement of a policy, its lists always lists. */
export interface Statement {
  /** Resource that the policy belongs to, and the statement's Sid. */
  readonly address: string;
  readonly kind: "trust" | "identity" | "resource";
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const policies: readonly [type: string, attribute: string, kind: Statement["kind"]][] = [
  ["aws_iam_role", "assume_role_policy", "trust"],
  ["aws_iam_role_policy", "policy", "identity"],
  ["aws_iam_policy", "policy", "identity"],
  ["aws_kms_key", "policy", "resource"],
  ["aws_s3_bucket_policy", "policy", "resource"],
  ["aws_sns_topic_policy", "policy", "resource"],
];

/** Every statement of every policy of the plan whose text is known. */
export function statementsOf(plan: Plan): readonly Statement[] {
  const managed = policies.flatMap(([type, attribute, kind]) =>
    plan.of(type).flatMap((resource) => parse(resource, resource.values[attribute], kind)),
  );
  // Policies that moto cannot be given are judged by the document that they are made of.
  const bucketDocuments = plan.data
    .filter(({ type, name }) => type === "aws_iam_policy_document" && name === "bucket")
    .flatMap((resource) => parse(resource, resource.values.json, "resource"));
  return [...managed, ...bucketDocuments];
}

function parse(resource: Resource, text: unknown, kind: Statement["kind"]): readonly Statement[] {
  if (typeof text !== "string") return [];
  const policy: unknown = JSON.parse(text);
  const statements = isRecord(policy) ? policy.Statement : [];
  return (Array.isArray(statements) ? statements : [statements]).filter(isRecord).map((one) => ({
    address: `${resource.address} ${typeof one.Sid === "string" ? one.Sid : ""}`.trim(),
    kind,
    effect: String(one.Effect),
    actions: list(one.Action),
    resources: list(one.Resource),
    principals: one.Principal === "*" ? { "*": ["*"] } : lists(one.Principal),
    conditions: isRecord(one.Condition)
      ? Object.fromEntries(Object.entries(one.Condition).map(([test, keys]) => [test, lists(keys)]))
      : {},
  }));
}

function lists(value: unknown): Record<string, readonly string[]> {
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, list(one)]))
    : {};
}

function list(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
