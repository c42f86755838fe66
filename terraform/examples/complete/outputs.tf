output "api_url" {
  value       = module.tributary.api_url
  description = "Where to send orders."
}

output "deploy_role_arn" {
  value       = module.tributary.deploy_role_arn
  description = "The repository's variable AWS_DEPLOY_ROLE_ARN."
}
