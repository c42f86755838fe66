# What this module says is part of the API's revision: a method that is written otherwise must be deployed, too.
locals {
  code = { for file in fileset(path.module, "*.tf") : file => filesha1("${path.module}/${file}") }
}

# Text, not resources: what is only known after a first apply would deploy the API twice.
output "revision" {
  value       = sha1(jsonencode([var.routes, var.stage, local.code]))
  description = "Changes with everything in here that a deployment must take up."

  depends_on = [aws_api_gateway_integration.this, aws_lambda_permission.this]
}
