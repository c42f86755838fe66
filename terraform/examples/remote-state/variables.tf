variable "state_bucket" {
  type        = string
  description = "Bucket of the pipeline's state."
}

variable "state_region" {
  type        = string
  description = "Region of that bucket."
}
