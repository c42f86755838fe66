# Text, not resources: what is only known after a first apply would deploy the API twice.
output "revision" {
  value       = sha1(jsonencode([var.routes, var.stage]))
  description = "Changes with everything in here that a deployment must take up."

  depends_on = [aws_api_gateway_integration.this, aws_lambda_permission.this]
}
