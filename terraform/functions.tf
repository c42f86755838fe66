# Every value that a function's environment may ask for; which ones it gets, the contract says.
locals {
  environment = merge(
    { for key, table in module.tables.names : "${upper(key)}_TABLE" => table },
    {
      QUARANTINE_BUCKET = module.lake.buckets["data"]
      RAW_BUCKET        = module.lake.buckets["data"]
    },
  )

  table_arns = values(module.tables.arns)
  objects    = { for key, prefix in local.contract.prefixes : key => "${module.lake.data_bucket_arn}/${prefix}*" }

  # What the code of each role does with other services; transforms do nothing.
  statements = {
    transform = []
    consumer = [
      {
        sid       = "WriteTables"
        actions   = ["dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"]
        resources = local.table_arns
      },
      { sid = "Quarantine", actions = ["s3:PutObject"], resources = [local.objects.quarantine] },
    ]
    archiver = [
      { sid = "RawArchive", actions = ["s3:PutObject"], resources = [local.objects.raw] },
    ]
    query-api = [
      {
        sid       = "ReadTables"
        actions   = ["dynamodb:GetItem", "dynamodb:Query"]
        resources = concat(local.table_arns, flatten(values(module.tables.index_arns)))
      },
    ]
  }
}

module "function" {
  source   = "./modules/function"
  for_each = local.contract.functions

  name                 = "${local.name}-${each.key}"
  description          = each.value.description
  handler              = each.value.handler
  memory_mb            = lookup(var.memory_mb, each.key, each.value.memory_mb)
  timeout_seconds      = each.value.timeout_seconds
  environment          = { for name in each.value.environment : name => local.environment[name] }
  zip                  = "${local.packages_dir}/${each.key}/dist/function.zip"
  kms_key_arn          = module.key.arn
  log_retention_days   = var.log_retention_days
  tracing              = var.tracing
  reserved_concurrency = each.value.role == "consumer" ? var.consumer_reserved_concurrency : -1
  statements           = local.statements[each.value.role]
  uses_key             = length(local.statements[each.value.role]) > 0

  event_source = contains(keys(local.contract.event_sources), each.key) ? {
    stream_arn            = module.stream.arn
    enhanced_fan_out      = var.enhanced_fan_out
    consumer_arn          = var.enhanced_fan_out ? module.stream.consumer_arns[each.key] : null
    on_failure_bucket_arn = module.lake.data_bucket_arn
    on_failure_prefix     = local.contract.prefixes.on_failure
    settings              = local.contract.event_sources[each.key]
  } : null
}
