variable "enhanced_fan_out" {
  type        = bool
  description = "Whether each reader has a consumer of its own."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the records."
}

variable "mode" {
  type        = string
  description = "`on_demand` or `provisioned`."
}

variable "name" {
  type        = string
  description = "Name of the stream."
}

variable "readers" {
  type        = set(string)
  description = "Functions that read the stream."
}

variable "retention_hours" {
  type        = number
  description = "Hours that the stream keeps a record."
}

variable "shards" {
  type        = number
  description = "Shards where provisioned."
}
