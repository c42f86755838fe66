module "key" {
  source = "./modules/key"

  name                 = local.name
  account_id           = local.account_id
  partition            = local.partition
  region               = local.region
  deletion_window_days = var.force_destroy ? 7 : 30
}

module "tables" {
  source = "./modules/tables"

  name                = local.name
  tables              = local.contract.tables
  kms_key_arn         = module.key.arn
  deletion_protection = local.deletion_protection
  max_read_units      = var.table_max_read_units
  max_write_units     = var.table_max_write_units
}

module "lake" {
  source = "./modules/lake"

  name               = local.name
  account_id         = local.account_id
  partition          = local.partition
  region             = local.region
  kms_key_arn        = module.key.arn
  datasets           = local.contract.datasets
  partition_key      = local.contract.partition_key
  prefixes           = local.contract.prefixes
  projection_start   = coalesce(var.projection_start, local.contract.projection_start)
  queries            = local.queries
  views              = local.views
  scan_limit_bytes   = var.scan_limit_bytes
  crawler_schedule   = var.crawler_schedule
  access_log_bucket  = var.s3_access_log_bucket
  force_destroy      = var.force_destroy
  log_retention_days = var.log_retention_days
}
