# What this module says is part of the API's revision: a method that is written otherwise must be deployed, too.
locals {
  code = { for file in fileset(path.module, "*.tf") : file => filesha1("${path.module}/${file}") }
}

# Text, not resources: what is only known after a first apply would deploy the API twice.
output "revision" {
  value       = sha1(jsonencode([var.models, var.routes, var.templates, local.code]))
  description = "Changes with everything in here that a deployment must take up."

  depends_on = [aws_api_gateway_integration_response.this, aws_iam_role_policy.this]
}

output "role_arn" {
  value       = aws_iam_role.this.arn
  description = "Role under which API Gateway writes to the stream."
}
