variable "api_id" {
  type        = string
  description = "The REST API."
}

variable "authorization" {
  type        = string
  description = "`iam`, `api_key` (which makes a key) or `cognito`."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the logs."
}

variable "log_retention_days" {
  type        = number
  description = "Days that logs are kept."
}

variable "logging" {
  type        = string
  description = "`off`, `existing` or `create`."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "revision" {
  type        = string
  description = "Changes when the API must be deployed again."
}

variable "stage" {
  type        = string
  description = "Name of the stage."
}

variable "stream_name" {
  type        = string
  description = "Stream of the ingest routes."
}

variable "throttle_burst" {
  type        = number
  description = "Requests at once."
}

variable "throttle_rate" {
  type        = number
  description = "Requests a second."
}

variable "tracing" {
  type        = bool
  description = "Whether requests are traced."
}
