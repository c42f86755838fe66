resource "aws_glue_catalog_database" "this" {
  name        = replace(var.name, "-", "_")
  description = "Lake of ${var.name}"
}

# Partition projection: Athena works the partitions out, and a new day is visible at once.
resource "aws_glue_catalog_table" "dataset" {
  for_each = var.datasets

  database_name = aws_glue_catalog_database.this.name
  name          = each.key
  description   = "${each.value.description}. One row per ${each.value.grain}."
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                    = "TRUE"
    classification              = "parquet"
    "parquet.compression"       = "SNAPPY"
    "projection.enabled"        = "true"
    "projection.dt.type"        = "date"
    "projection.dt.format"      = "yyyy-MM-dd"
    "projection.dt.range"       = "${var.projection_start},NOW+2DAYS"
    "storage.location.template" = "s3://${aws_s3_bucket.this["data"].bucket}/${var.prefixes.lake}${each.key}/dt=$${dt}/"
  }

  partition_keys {
    name    = var.partition_key.name
    type    = var.partition_key.type
    comment = var.partition_key.comment
  }

  storage_descriptor {
    location      = "s3://${aws_s3_bucket.this["data"].bucket}/${var.prefixes.lake}${each.key}/"
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}
