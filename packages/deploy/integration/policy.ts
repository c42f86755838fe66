import { block, isRecord, type Plan, type Resource } from "./plan.ts";
import { type Statement, statementsOf } from "./statements.ts";

/** Something that the security rules do not allow. */
export interface Violation {
  readonly rule: string;
  readonly address: string;
}

type Rule = (plan: Plan) => readonly (string | undefined)[];

/** Addresses of the resources of a type that do not satisfy a condition. */
const each =
  (type: string, holds: (resource: Resource, plan: Plan) => boolean): Rule =>
  (plan) =>
    plan.of(type).map((resource) => (holds(resource, plan) ? undefined : resource.address));

const statements =
  (fails: (statement: Statement) => boolean): Rule =>
  (plan) =>
    statementsOf(plan).map((one) =>
      one.effect === "Allow" && fails(one) ? one.address : undefined,
    );

/** Every bucket has a resource of this type that holds; they share their index. */
const everyBucket =
  (type: string, holds: (values: Resource["values"]) => boolean): Rule =>
  (plan) =>
    plan.of("aws_s3_bucket").map(({ address, index }) => {
      const own = plan.of(type).find((one) => one.index === index);
      return own !== undefined && holds(own.values) ? undefined : address;
    });

/** Rules on policies' texts, which are all known once everything is applied. */
export const statementRules: Readonly<Record<string, Rule>> = {
  "no wildcard in actions": statements(({ actions }) => actions.some((one) => one.includes("*"))),
  // Objects under a prefix have no other name.
  "exact resources": statements(({ resources }) =>
    resources.some(
      (one) => one.includes("*") && !/^arn:aws[a-z-]*:s3:::[^*]+\/[^*]+\/\*$/.test(one),
    ),
  ),
  "no wildcard principal": statements(({ principals }) =>
    Object.values(principals).flat().includes("*"),
  ),
  "a service takes a role for one resource only": statements(
    ({ kind, principals, conditions }) =>
      kind === "trust" && principals.Service !== undefined && !mentionsSource(conditions),
  ),
  "a service uses a resource for this account only": statements(
    ({ kind, principals, conditions }) =>
      kind === "resource" &&
      principals.Service !== undefined &&
      !mentionsSource(conditions) &&
      !JSON.stringify(conditions).includes("kms:EncryptionContext"),
  ),
  "GitHub's sub and aud are pinned": statements(({ principals, conditions }) => {
    if (principals.Federated === undefined) return false;
    const exact = conditions.StringEquals ?? {};
    const sub = exact["token.actions.githubusercontent.com:sub"] ?? [];
    const aud = exact["token.actions.githubusercontent.com:aud"] ?? [];
    const isPinned = sub.every((one) => /^repo:[^/*]+\/[^:*]+:environment:prod$/.test(one));
    return !(sub.length === 1 && isPinned && aud.join() === "sts.amazonaws.com");
  }),
  // Without it CloudWatch Logs refuses to make the group, which moto does not.
  "the key serves every log group": (plan) => {
    const patterns = statementsOf(plan).flatMap(
      ({ conditions }) => conditions.ArnLike?.["kms:EncryptionContext:aws:logs:arn"] ?? [],
    );
    return plan
      .of("aws_cloudwatch_log_group")
      .map(({ address, values }) =>
        patterns.some((pattern) => isLike(String(values.arn), pattern)) ? undefined : address,
      );
  },
  "buckets refuse what is not TLS": (plan) => {
    const denied = statementsOf(plan)
      .filter(
        ({ effect, actions, conditions }) =>
          effect === "Deny" &&
          actions.includes("s3:*") &&
          conditions.Bool?.["aws:SecureTransport"]?.join() === "false",
      )
      .flatMap(({ resources }) => resources);
    return plan.of("aws_s3_bucket").map(({ address, values }) => {
      const arn = `arn:aws:s3:::${values.bucket}`;
      return denied.includes(arn) && denied.includes(`${arn}/*`) ? undefined : address;
    });
  },
};

/** Rules on settings, which a plan of what is not there yet shows as they are written. */
export const settingRules: Readonly<Record<string, Rule>> = {
  "API methods ask who calls": each(
    "aws_api_gateway_method",
    ({ values }) => values.authorization !== "NONE" || values.api_key_required === true,
  ),
  "API methods validate what comes": each(
    "aws_api_gateway_method",
    ({ values, ...resource }, plan) =>
      resource.name === "mock" ||
      (plan.has({ values, ...resource }, "request_validator_id") &&
        (values.http_method !== "POST" || isRecord(values.request_models))),
  ),
  "the stage logs who called, without payloads": each("aws_api_gateway_stage", ({ values }) => {
    const [access] = Array.isArray(values.access_log_settings) ? values.access_log_settings : [];
    return (
      isRecord(access) &&
      !/requestBody|responseBody|sourceIp|authorizer/.test(String(access.format))
    );
  }),
  "the stage logs errors, traces no data and throttles": each(
    "aws_api_gateway_method_settings",
    ({ values }) => {
      const settings = block(values.settings);
      return (
        settings.data_trace_enabled === false &&
        settings.logging_level === "ERROR" &&
        Number(settings.throttling_rate_limit) > 0
      );
    },
  ),
  "the account forgets a logging role that goes": each(
    "aws_api_gateway_account",
    ({ values }) => values.reset_on_delete === true,
  ),
  "an alarm watches one time series of ten metrics at the most": each(
    "aws_cloudwatch_metric_alarm",
    ({ values }) => {
      const queries = Array.isArray(values.metric_query)
        ? values.metric_query.filter(isRecord)
        : [];
      const metrics = queries.filter(({ expression }) => !expression);
      const [answer, ...more] = queries.filter(({ return_data }) => return_data === true);
      const expression = String(answer?.expression ?? "");
      // METRICS() names them all; of a single one, SUM and MAX are numbers.
      const named = metrics.filter(({ id }) => new RegExp(`\\b${id}\\b`).test(expression));
      return (
        answer !== undefined &&
        more.length === 0 &&
        metrics.length <= 10 &&
        (metrics.length === 1
          ? expression === ""
          : /METRICS\(\)/.test(expression) || named.length === metrics.length)
      );
    },
  ),
  "there is a usage plan": (plan) =>
    plan.of("aws_api_gateway_usage_plan").length > 0 ? [] : ["aws_api_gateway_usage_plan"],
  "the key rotates": each("aws_kms_key", ({ values }) => values.enable_key_rotation === true),
  "streams are encrypted with the key": each(
    "aws_kinesis_stream",
    (one, plan) => one.values.encryption_type === "KMS" && plan.has(one, "kms_key_id"),
  ),
  "topics are encrypted with the key": each("aws_sns_topic", (one, plan) =>
    plan.has(one, "kms_master_key_id"),
  ),
  "log groups are encrypted with the key": each("aws_cloudwatch_log_group", (one, plan) =>
    plan.has(one, "kms_key_id"),
  ),
  "logs are not kept for ever": each(
    "aws_cloudwatch_log_group",
    ({ values }) => Number(values.retention_in_days) > 0,
  ),
  "tables are encrypted with the key": each("aws_dynamodb_table", ({ values }) => {
    return block(values.server_side_encryption).enabled === true;
  }),
  "tables can be restored": each(
    "aws_dynamodb_table",
    ({ values }) => block(values.point_in_time_recovery).enabled === true,
  ),
  "tables are protected": each(
    "aws_dynamodb_table",
    ({ values }) => values.deletion_protection_enabled === true,
  ),
  "tables have an upper bound": each("aws_dynamodb_table", ({ values }) => {
    const { max_read_request_units, max_write_request_units } = block(values.on_demand_throughput);
    return Number(max_read_request_units) > 0 && Number(max_write_request_units) > 0;
  }),
  "buckets are encrypted with the key": everyBucket(
    "aws_s3_bucket_server_side_encryption_configuration",
    ({ rule }) =>
      block(block(rule).apply_server_side_encryption_by_default).sse_algorithm === "aws:kms" &&
      block(rule).bucket_key_enabled === true,
  ),
  "buckets are not public": everyBucket(
    "aws_s3_bucket_public_access_block",
    (values) =>
      values.block_public_acls === true &&
      values.block_public_policy === true &&
      values.ignore_public_acls === true &&
      values.restrict_public_buckets === true,
  ),
  "buckets have one owner": everyBucket(
    "aws_s3_bucket_ownership_controls",
    ({ rule }) => block(rule).object_ownership === "BucketOwnerEnforced",
  ),
  "buckets keep versions": everyBucket(
    "aws_s3_bucket_versioning",
    (values) => block(values.versioning_configuration).status === "Enabled",
  ),
  "buckets forget broken uploads": everyBucket(
    "aws_s3_bucket_lifecycle_configuration",
    ({ rule }) =>
      Array.isArray(rule) &&
      rule.some(
        (one) =>
          Number(block(block(one).abort_incomplete_multipart_upload).days_after_initiation) > 0,
      ),
  ),
  "buckets have a policy": everyBucket("aws_s3_bucket_policy", () => true),
  "functions are called from a named source": each("aws_lambda_permission", (one, plan) =>
    plan.has(one, "source_arn"),
  ),
  "functions hold no secrets": each("aws_lambda_function", ({ values }) => {
    const variables = block(values.environment).variables;
    return !Object.keys(isRecord(variables) ? variables : {}).some((name) =>
      /SECRET|TOKEN|PASSWORD|CREDENTIAL|(^|_)KEY/.test(name),
    );
  }),
  "the consumer cannot flood the tables": (plan) =>
    plan
      .of("aws_lambda_function")
      .filter(({ address }) => address.includes("kinesis-consumer"))
      .map(({ address, values }) =>
        Number(values.reserved_concurrent_executions) > 0 ? undefined : address,
      ),
  "delivery streams say what failed, and log": each(
    "aws_kinesis_firehose_delivery_stream",
    ({ values }) => {
      const s3 = block(values.extended_s3_configuration);
      return (
        String(s3.error_output_prefix).includes("!{firehose:error-output-type}") &&
        block(s3.cloudwatch_logging_options).enabled === true
      );
    },
  ),
  "delivery streams leave encryption to their source": each(
    "aws_kinesis_firehose_delivery_stream",
    ({ values }) => block(values.server_side_encryption).enabled !== true,
  ),
};

export function violations(
  plan: Plan,
  rules: Readonly<Record<string, Rule>>,
): readonly Violation[] {
  return Object.entries(rules).flatMap(([rule, check]) =>
    check(plan).flatMap((address) => (address === undefined ? [] : [{ rule, address }])),
  );
}

function mentionsSource(conditions: Statement["conditions"]): boolean {
  return Object.values(conditions).some(
    (keys) => keys["aws:SourceAccount"] !== undefined || keys["aws:SourceArn"] !== undefined,
  );
}

/** IAM's ArnLike, for the one wildcard that is in use here. */
function isLike(arn: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(arn);
}
