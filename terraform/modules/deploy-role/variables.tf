variable "account_id" {
  type        = string
  description = "Account of the role."
}

variable "create_provider" {
  type        = bool
  description = "Whether the account's provider for GitHub's tokens is made here."
}

variable "function_arns" {
  type        = list(string)
  description = "Functions that may be redeployed."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "repository" {
  type        = string
  description = "`OWNER/REPO`."
}
