/** One protection taken out of the product's Terraform, and the tests that must notice. */
export interface Mutant {
  readonly name: string;
  /** File under terraform/. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Test file of `terraform test`, or `graph` for what the dependency graph shows. */
  readonly test: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: "bisect",
    file: "modules/function/event-source.tf",
    from: "var.event_source.settings.bisect_batch_on_function_error",
    to: "false",
    test: "tests/function.tftest.hcl",
  },
  {
    name: "partial-batch responses",
    file: "modules/function/event-source.tf",
    from: 'var.event_source.settings.report_batch_item_failures ? ["ReportBatchItemFailures"] : []',
    to: "[]",
    test: "tests/function.tftest.hcl",
  },
  {
    name: "the error prefix",
    file: "modules/delivery/firehose.tf",
    from: 'replace(var.settings.error_prefix, "{dataset}", var.dataset)',
    to: "null",
    test: "tests/delivery.tftest.hcl",
  },
  {
    name: "passthrough NEVER",
    file: "modules/ingest-api/routes.tf",
    from: '"NEVER"',
    to: '"WHEN_NO_MATCH"',
    test: "tests/ingest-api.tftest.hcl",
  },
  {
    name: "the default of 502",
    file: "modules/ingest-api/responses.tf",
    from: 'failed      = { status = "502", pattern = null',
    to: 'failed      = { status = "502", pattern = "5.."',
    test: "tests/ingest-api.tftest.hcl",
  },
  {
    name: "a default that is no success",
    file: "modules/ingest-api/responses.tf",
    from: 'accepted    = { status = "202", pattern = "200"',
    to: 'accepted    = { status = "202", pattern = null',
    test: "tests/ingest-api.tftest.hcl",
  },
  {
    name: "the TLS-only policy",
    file: "modules/lake/bucket-policies.tf",
    from: 'values   = ["false"]',
    to: 'values   = ["true"]',
    test: "tests/lake.tftest.hcl",
  },
  {
    name: "the pinned sub",
    file: "modules/deploy-role/main.tf",
    from: '"repo:${var.repository}:environment:prod"',
    to: '"repo:${var.repository}:*"',
    test: "tests/deploy-role.tftest.hcl",
  },
  {
    name: "the API's dependency on the delivery streams",
    file: "api.tf",
    from: "depends_on = [module.delivery, module.function]",
    to: "depends_on = [module.function]",
    test: "graph",
  },
];
