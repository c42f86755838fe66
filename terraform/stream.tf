locals {
  # A replaced stream and what reads it stand beside the old ones for a while, so they need names of their own.
  generation  = var.stream_generation == 1 ? "" : "-${var.stream_generation}"
  stream_name = "${local.name}-${local.contract.stream.name}${local.generation}"
}

module "stream" {
  source = "./modules/stream"

  name             = local.stream_name
  mode             = var.stream_mode
  shards           = var.stream_shards
  retention_hours  = local.contract.stream.retention_hours
  kms_key_arn      = module.key.arn
  enhanced_fan_out = var.enhanced_fan_out
  readers          = toset(keys(local.contract.event_sources))
}

module "delivery" {
  source   = "./modules/delivery"
  for_each = local.contract.datasets

  name               = "${local.name}-${replace(each.key, "_", "-")}${local.generation}"
  dataset            = each.key
  account_id         = local.account_id
  partition          = local.partition
  region             = local.region
  stream_arn         = module.stream.arn
  transform_arn      = module.function[each.value.transform].alias_arn
  bucket_arn         = module.lake.data_bucket_arn
  glue_database      = module.lake.database
  kms_key_arn        = module.key.arn
  settings           = local.contract.delivery
  log_retention_days = var.log_retention_days
}
