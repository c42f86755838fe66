variable "account_id" {
  type        = string
  description = "Account of the alarms."
}

variable "api_name" {
  type        = string
  description = "Name of the API."
}

variable "api_stage" {
  type        = string
  description = "Stage of the API."
}

variable "bucket" {
  type        = string
  description = "Bucket of errors, quarantine and what functions gave up."
}

variable "delivery_streams" {
  type        = list(string)
  description = "Names of the delivery streams."
}

variable "email" {
  type        = string
  description = "Address that alarms are sent to, or null."
}

variable "enhanced_fan_out" {
  type        = bool
  description = "Whether each function reads the stream through a consumer of its own."
}

variable "functions" {
  type        = list(string)
  description = "Names of all functions."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the topic."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "prefixes" {
  type        = map(string)
  description = "The contract's first parts of object keys."
}

variable "readers" {
  type        = list(string)
  description = "Names of the functions that read the stream."
}

variable "region" {
  type        = string
  description = "Region of the metrics."
}

variable "runbook_url" {
  type        = string
  description = "Where the runbook is to be read."
}

variable "stream" {
  type        = string
  description = "Name of the stream."
}

variable "tables" {
  type        = list(string)
  description = "Names of the tables."
}
