# What an event, a dataset, a route or a stream setting is, is said once, in packages/contract.
locals {
  repository = "${path.module}/.."
  generated  = "${local.repository}/packages/contract/generated"
  contract   = jsondecode(file("${local.generated}/contract.json"))
  templates  = "${path.module}/templates"

  name         = "${var.name_prefix}-${var.environment}"
  account_id   = data.aws_caller_identity.current.account_id
  partition    = data.aws_partition.current.partition
  region       = data.aws_region.current.name
  packages_dir = coalesce(var.functions_dir, "${local.repository}/packages/lambdas")

  # Tables protect themselves unless everything is meant to go.
  deletion_protection = coalesce(var.deletion_protection, !var.force_destroy)
}
