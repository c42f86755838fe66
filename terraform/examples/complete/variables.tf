variable "access_log_bucket" {
  type        = string
  default     = "shop-access-logs"
  description = "Bucket that takes S3 server access logs."
}

variable "alarm_email" {
  type        = string
  default     = "on-call@example.com"
  description = "Who is told when an alarm fires."
}

variable "repository" {
  type        = string
  default     = "example/shop"
  description = "GitHub repository that deploys."
}

variable "user_pool_arn" {
  type        = string
  default     = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abcdefghi"
  description = "User pool whose tokens the API accepts."
}
