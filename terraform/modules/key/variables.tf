variable "account_id" {
  type        = string
  description = "Account that owns the key."
}

variable "deletion_window_days" {
  type        = number
  description = "Days between deletion and the end of the key."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "region" {
  type        = string
  description = "Region of the log groups."
}
