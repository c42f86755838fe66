variable "description" {
  type        = string
  description = "What the function does."
}

variable "environment" {
  type        = map(string)
  description = "Environment variables; no secrets."
}

variable "event_source" {
  type = object({
    consumer_arn          = optional(string)
    enhanced_fan_out      = bool
    on_failure_bucket_arn = string
    on_failure_prefix     = string
    stream_arn            = string
    settings = object({
      starting_position              = string
      batch_size                     = number
      batching_window_seconds        = number
      parallelization_factor         = number
      bisect_batch_on_function_error = bool
      maximum_retry_attempts         = number
      maximum_record_age_seconds     = number
      report_batch_item_failures     = bool
    })
  })
  default     = null
  description = "Stream that the function reads, with the contract's settings; null for the others."
}

variable "handler" {
  type        = string
  description = "Module and function inside the zip."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the logs and what the function reads and writes."
}

variable "log_retention_days" {
  type        = number
  description = "Days that logs are kept."
}

variable "memory_mb" {
  type        = number
  description = "Memory, which CPU goes with."
}

variable "name" {
  type        = string
  description = "Name of the function and of its role."
}

variable "reserved_concurrency" {
  type        = number
  default     = -1
  description = "Most copies at once; -1 for no limit."
}

variable "statements" {
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
  }))
  default     = []
  description = "What the function's code does, beyond logs and its event source."
}

variable "timeout_seconds" {
  type        = number
  description = "Longest invocation."
}

variable "tracing" {
  type        = bool
  description = "Whether invocations are traced."
}

variable "uses_key" {
  type        = bool
  default     = false
  description = "Whether the function reads or writes encrypted data without an event source."
}

variable "zip" {
  type        = string
  description = "Path of the first code."
}
