locals {
  stage  = "v1"
  routes = merge(local.contract.ingest_routes, local.contract.query_routes)
  paths  = toset([for route in local.routes : route.path])

  mapping_templates = {
    for name in fileset(local.templates, "*.vtl") : trimsuffix(name, ".vtl") => file("${local.templates}/${name}")
  }
}

module "api" {
  source = "./modules/api"

  name                   = local.name
  paths                  = local.paths
  allow                  = { for path in local.paths : path => join(", ", sort([for route in local.routes : route.method if route.path == path])) }
  partition              = local.partition
  logging                = var.api_logging
  authorization          = var.authorization
  cognito_scopes         = var.cognito_scopes
  cognito_user_pool_arns = var.cognito_user_pool_arns
  mock_templates         = { for name, text in local.mapping_templates : name => text if !startswith(name, "ingest-") }
}

module "ingest_api" {
  source = "./modules/ingest-api"

  name          = local.name
  api_id        = module.api.id
  resource_ids  = module.api.resource_ids
  authorization = module.api.authorization
  partition     = local.partition
  region        = local.region
  routes        = local.contract.ingest_routes
  stream_arn    = module.stream.arn
  kms_key_arn   = module.key.arn
  templates     = { for name, text in local.mapping_templates : name => text if startswith(name, "ingest-") }

  # Decoded and encoded again: the white space of the file is not part of the schema.
  models = {
    for name in distinct([for route in local.contract.ingest_routes : route.model]) :
    name => jsonencode(jsondecode(file("${local.generated}/models/${name}.json")))
  }
}

module "query_api" {
  source = "./modules/query-api"

  api_id              = module.api.id
  resource_ids        = module.api.resource_ids
  execution_arn       = module.api.execution_arn
  authorization       = module.api.authorization
  stage               = local.stage
  routes              = local.contract.query_routes
  function_name       = module.function["query-api"].name
  function_invoke_arn = module.function["query-api"].alias_invoke_arn
}

module "api_stage" {
  source = "./modules/api-stage"

  name               = local.name
  api_id             = module.api.id
  stage              = local.stage
  stream_name        = module.stream.name
  revision           = sha1("${module.api.revision}${module.ingest_api.revision}${module.query_api.revision}")
  authorization      = var.authorization
  logging            = var.api_logging
  log_retention_days = var.log_retention_days
  kms_key_arn        = module.key.arn
  throttle_burst     = var.throttle_burst
  throttle_rate      = var.throttle_rate
  tracing            = var.tracing

  # Delivery streams begin with what comes after them: the first request must find every reader there.
  depends_on = [module.delivery, module.function]
}
