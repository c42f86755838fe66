variable "account_id" {
  type        = string
  description = "Account of the stream."
}

variable "bucket_arn" {
  type        = string
  description = "Bucket of the lake and of the error prefixes."
}

variable "dataset" {
  type        = string
  description = "Dataset, which is the name of its Glue table."
}

variable "glue_database" {
  type        = string
  description = "Database of the table."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts stream, objects and logs."
}

variable "log_retention_days" {
  type        = number
  description = "Days that logs are kept."
}

variable "name" {
  type        = string
  description = "Name of the delivery stream and of its role."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "region" {
  type        = string
  description = "Region of stream and table."
}

variable "settings" {
  type = object({
    buffer_mb                = number
    buffer_seconds           = number
    transform_buffer_mb      = number
    transform_buffer_seconds = number
    transform_retries        = number
    de_aggregation           = string
    prefix                   = string
    error_prefix             = string
  })
  description = "The contract's delivery settings; `{dataset}` in the prefixes is replaced."
}

variable "stream_arn" {
  type        = string
  description = "Stream that is read."
}

variable "transform_arn" {
  type        = string
  description = "Alias of the transform function."
}
