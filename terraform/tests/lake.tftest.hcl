provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_resource {
  target          = aws_s3_bucket.this["data"]
  override_during = plan
  values          = { arn = "arn:aws:s3:::shop-dev-data-123456789012" }
}

override_resource {
  target          = aws_s3_bucket.this["athena"]
  override_during = plan
  values          = { arn = "arn:aws:s3:::shop-dev-athena-123456789012" }
}

variables {
  name               = "shop-dev"
  account_id         = "123456789012"
  partition          = "aws"
  region             = "eu-west-1"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/one"
  datasets           = jsondecode(file("../packages/contract/generated/contract.json")).datasets
  partition_key      = jsondecode(file("../packages/contract/generated/contract.json")).partition_key
  prefixes           = jsondecode(file("../packages/contract/generated/contract.json")).prefixes
  projection_start   = "2024-01-31"
  scan_limit_bytes   = 20000000
  access_log_bucket  = null
  crawler_schedule   = null
  force_destroy      = false
  log_retention_days = 30

  queries = {
    sales_per_day = { description = "What was sold", sql = "select 1" }
  }

  views = {
    orders_latest = {
      description = "Newest version of every order"
      sql         = "select order_id, amount from orders"
      columns = [
        { name = "order_id", type = "string" },
        { name = "amount", type = "decimal(12,2)" },
      ]
    }
  }
}

run "buckets" {
  command = plan

  module {
    source = "./modules/lake"
  }

  assert {
    condition = alltrue([
      for key, arn in { data = "arn:aws:s3:::shop-dev-data-123456789012", athena = "arn:aws:s3:::shop-dev-athena-123456789012" } :
      alltrue([
        length(data.aws_iam_policy_document.bucket[key].statement) == 1,
        data.aws_iam_policy_document.bucket[key].statement[0].effect == "Deny",
        join(",", data.aws_iam_policy_document.bucket[key].statement[0].actions) == "s3:*",
        join(",", data.aws_iam_policy_document.bucket[key].statement[0].resources) == "${arn},${arn}/*",
        one(data.aws_iam_policy_document.bucket[key].statement[0].principals).type == "*",
        one(data.aws_iam_policy_document.bucket[key].statement[0].condition).variable == "aws:SecureTransport",
        join(",", one(data.aws_iam_policy_document.bucket[key].statement[0].condition).values) == "false",
      ])
    ]) && length(aws_s3_bucket_policy.this) == 2
    error_message = "Both buckets must refuse what does not come over TLS."
  }

  assert {
    condition = alltrue([
      for block in aws_s3_bucket_public_access_block.this :
      block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets
    ]) && length(aws_s3_bucket_public_access_block.this) == 2
    error_message = "All four blocks of public access must stand, on both buckets."
  }

  assert {
    condition = alltrue([
      for encryption in aws_s3_bucket_server_side_encryption_configuration.this :
      one(one(encryption.rule).apply_server_side_encryption_by_default).kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/one" && one(encryption.rule).bucket_key_enabled
    ])
    error_message = "Both buckets must be encrypted with the key, by way of a bucket key."
  }

  assert {
    condition     = alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy]) && length(aws_s3_bucket_logging.this) == 0
    error_message = "Without being asked, nothing deletes what is in a bucket, and nothing logs."
  }
}

run "tables" {
  command = plan

  module {
    source = "./modules/lake"
  }

  assert {
    condition     = join(",", keys(aws_glue_catalog_table.dataset)) == join(",", keys(var.datasets))
    error_message = "Every dataset must have its table."
  }

  assert {
    condition = alltrue([
      for name, dataset in var.datasets :
      [for column in aws_glue_catalog_table.dataset[name].storage_descriptor[0].columns : [column.name, column.type, column.comment]] ==
      [for column in dataset.columns : [column.name, column.type, column.comment]]
    ])
    error_message = "Columns must be the contract's: a field that the table does not have disappears without a word."
  }

  assert {
    condition = aws_glue_catalog_table.dataset["orders"].parameters == tomap({
      EXTERNAL                    = "TRUE"
      classification              = "parquet"
      "parquet.compression"       = "SNAPPY"
      "projection.enabled"        = "true"
      "projection.dt.type"        = "date"
      "projection.dt.format"      = "yyyy-MM-dd"
      "projection.dt.range"       = "2024-01-31,NOW+2DAYS"
      "storage.location.template" = "s3://shop-dev-data-123456789012/lake/orders/dt=$${dt}/"
    })
    error_message = "Partition projection must find what the delivery streams write, tomorrow's events among it."
  }
}

run "queries_and_views" {
  command = plan

  module {
    source = "./modules/lake"
  }

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration && aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 20000000
    error_message = "The workgroup's limits must bind every query."
  }

  assert {
    condition     = aws_athena_named_query.this["sales_per_day"].description == "What was sold" && aws_athena_named_query.this["sales_per_day"].database == "shop_dev"
    error_message = "A saved query must carry its description and its database."
  }

  assert {
    condition = jsondecode(base64decode(regex("^/\\* Presto View: (.+) \\*/$", aws_glue_catalog_table.view["orders_latest"].view_original_text)[0])) == {
      catalog     = "awsdatacatalog"
      schema      = "shop_dev"
      originalSql = "select order_id, amount from orders"
      columns = [
        { name = "order_id", type = "varchar" },
        { name = "amount", type = "decimal(12,2)" },
      ]
    }
    error_message = "Athena must be able to read the view."
  }

  assert {
    condition     = aws_glue_catalog_table.view["orders_latest"].parameters["presto_view"] == "true" && aws_glue_catalog_table.view["orders_latest"].table_type == "VIRTUAL_VIEW"
    error_message = "Athena knows a view by its type and its parameter."
  }

  assert {
    condition     = length(aws_glue_crawler.this) == 0
    error_message = "There is no crawler unless it is asked for."
  }
}
