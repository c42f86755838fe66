output "alarm_topic_arn" {
  value       = module.observability.topic_arn
  description = "Topic that alarms are sent to."
}

output "api_key" {
  value       = module.api_stage.api_key
  description = "Value of the shared key, with `authorization = \"api_key\"`; otherwise null."
  sensitive   = true
}

output "api_key_id" {
  value       = module.api_stage.api_key_id
  description = "Shared key, with `authorization = \"api_key\"`; otherwise null."
}

output "api_stage_arn" {
  value       = module.api_stage.stage_arn
  description = "Stage of the API, for a WAF of your own."
}

output "api_url" {
  value       = module.api_stage.url
  description = "Where the API is."
}

output "athena_bucket" {
  value       = module.lake.buckets["athena"]
  description = "Bucket of query results."
}

output "athena_workgroup" {
  value       = module.lake.workgroup
  description = "Workgroup of the saved queries."
}

output "authorization" {
  value       = var.authorization
  description = "How a request proves who sends it."
}

output "dashboard" {
  value       = module.observability.dashboard
  description = "Name of the CloudWatch dashboard."
}

output "data_bucket" {
  value       = module.lake.buckets["data"]
  description = "Bucket of raw archive, lake, errors, quarantine and what functions gave up."
}

output "deploy_role_arn" {
  value       = one(module.deploy_role[*].role_arn)
  description = "Role of the deploy workflow: the repository's variable AWS_DEPLOY_ROLE_ARN."
}

output "environment" {
  value       = var.environment
  description = "Second part of every name."
}

output "function_names" {
  value       = { for key, function in module.function : key => function.name }
  description = "Functions by their name in the repository."
}

output "glue_database" {
  value       = module.lake.database
  description = "Database of the lake."
}

output "invoke_arns" {
  value       = sort([for key in keys(local.routes) : "${module.api.execution_arn}/${local.stage}/${replace(replace(key, " ", ""), "/{[^}]+}/", "*")}"])
  description = "What a caller's policy must allow for `execute-api:Invoke`, with `authorization = \"iam\"`."
}

output "kms_key_arn" {
  value       = module.key.arn
  description = "Key that encrypts everything that is stored."
}

output "lake_bucket" {
  value       = module.lake.buckets["data"]
  description = "Bucket of the lake; raw archive, errors and quarantine are in it too."
}

output "name" {
  value       = local.name
  description = "First part of every name."
}

output "name_prefix" {
  value       = var.name_prefix
  description = "First part of every name."
}

output "quarantine_bucket" {
  value       = module.lake.buckets["data"]
  description = "Bucket of events that cannot be processed."
}

output "raw_bucket" {
  value       = module.lake.buckets["data"]
  description = "Bucket of the raw archive."
}

output "region" {
  value       = local.region
  description = "Region of the pipeline."
}

output "stream_name" {
  value       = module.stream.name
  description = "Stream that takes the events."
}

output "table_names" {
  value       = module.tables.names
  description = "DynamoDB tables by their name in the contract."
}
