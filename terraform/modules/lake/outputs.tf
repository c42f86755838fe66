output "buckets" {
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.bucket }
  description = "Names of the buckets `data` and `athena`."
}

output "data_bucket_arn" {
  value       = aws_s3_bucket.this["data"].arn
  description = "Bucket of raw archive, lake, errors and quarantine."
}

output "database" {
  value       = aws_glue_catalog_database.this.name
  description = "Glue database."
}

output "table_names" {
  value       = { for key, table in aws_glue_catalog_table.dataset : key => table.name }
  description = "Glue tables by dataset."
}

output "workgroup" {
  value       = aws_athena_workgroup.this.name
  description = "Athena workgroup."
}
