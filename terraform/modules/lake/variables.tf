variable "access_log_bucket" {
  type        = string
  description = "Bucket that takes S3 server access logs, or null."
}

variable "account_id" {
  type        = string
  description = "Account, which makes the buckets' names unique."
}

variable "crawler_schedule" {
  type        = string
  description = "When a crawler registers partitions, or null for none."
}

variable "datasets" {
  type = map(object({
    description = string
    grain       = string
    columns = list(object({
      name    = string
      type    = string
      comment = string
    }))
  }))
  description = "The contract's datasets: one table each."
}

variable "force_destroy" {
  type        = bool
  description = "Whether buckets and workgroup go with what is in them."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts buckets, results and logs."
}

variable "log_retention_days" {
  type        = number
  description = "Days that logs are kept."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "partition_key" {
  type = object({
    name    = string
    type    = string
    comment = string
  })
  description = "The contract's partition column."
}

variable "prefixes" {
  type        = map(string)
  description = "The contract's first parts of object keys."
}

variable "projection_start" {
  type        = string
  description = "First day of partition projection."
}

variable "queries" {
  type = map(object({
    description = string
    sql         = string
  }))
  description = "Saved queries by name."
}

variable "region" {
  type        = string
  description = "Region of the catalogue."
}

variable "scan_limit_bytes" {
  type        = number
  description = "Most that a query may scan."
}

variable "views" {
  type = map(object({
    description = string
    sql         = string
    columns = list(object({
      name    = string
      type    = string
      comment = optional(string, "")
    }))
  }))
  description = "Views by name; column types are Hive's, as the tables'."
}
