variable "deletion_protection" {
  type        = bool
  description = "Whether DynamoDB refuses to delete the tables."
}

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the tables."
}

variable "max_read_units" {
  type        = number
  description = "Upper bound of a table's reads a second."
}

variable "max_write_units" {
  type        = number
  description = "Upper bound of a table's writes a second."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "tables" {
  type = map(object({
    hash_key  = string
    range_key = string
    indexes = list(object({
      name       = string
      hash_key   = string
      projection = string
    }))
  }))
  description = "The contract's tables. All keys are strings."
}
