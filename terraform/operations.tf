module "observability" {
  source = "./modules/observability"

  name             = local.name
  account_id       = local.account_id
  partition        = local.partition
  region           = local.region
  api_name         = local.name
  api_stage        = local.stage
  stream           = module.stream.name
  functions        = [for key in sort(keys(local.contract.functions)) : module.function[key].name]
  readers          = [for key in sort(keys(local.contract.event_sources)) : module.function[key].name]
  enhanced_fan_out = var.enhanced_fan_out
  delivery_streams = [for key in sort(keys(local.contract.datasets)) : module.delivery[key].name]
  tables           = [for key in sort(keys(local.contract.tables)) : module.tables.names[key]]
  bucket           = module.lake.buckets["data"]
  prefixes         = local.contract.prefixes
  kms_key_arn      = module.key.arn
  email            = var.alarm_email
  runbook_url      = var.runbook_url
}

module "deploy_role" {
  source = "./modules/deploy-role"
  count  = var.github_repository == null ? 0 : 1

  name            = local.name
  account_id      = local.account_id
  partition       = local.partition
  repository      = var.github_repository
  create_provider = var.create_github_oidc_provider
  function_arns   = [for key in sort(keys(local.contract.functions)) : module.function[key].arn]
}
