# What this module says is part of the API's revision: a method that is written otherwise must be deployed, too.
locals {
  code = { for file in fileset(path.module, "*.tf") : file => filesha1("${path.module}/${file}") }
}

output "authorization" {
  value       = local.method_authorization
  description = "What a method is protected by: type, authorizer_id, scopes, api_key_required."
}

output "execution_arn" {
  value       = aws_api_gateway_rest_api.this.execution_arn
  description = "First part of the ARNs of calls."
}

output "id" {
  value       = aws_api_gateway_rest_api.this.id
  description = "The REST API."
}

output "resource_ids" {
  value       = local.resource_ids
  description = "Resources by path."
}

# Text, not resources: what is only known after a first apply would deploy the API twice.
output "revision" {
  value = sha1(jsonencode([
    local.gateway_responses,
    var.allow,
    var.authorization,
    var.cognito_scopes,
    var.cognito_user_pool_arns,
    var.mock_templates,
    sort(var.paths),
    local.code,
  ]))
  description = "Changes with everything in here that a deployment must take up."

  depends_on = [
    aws_api_gateway_account.this,
    aws_api_gateway_gateway_response.this,
    aws_api_gateway_integration_response.mock,
  ]
}
