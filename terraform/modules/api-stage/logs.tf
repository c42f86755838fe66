resource "aws_cloudwatch_log_group" "access" {
  for_each = var.logging == "off" ? toset([]) : toset(["access"])

  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# API Gateway would create it by itself, for ever and without our key.
resource "aws_cloudwatch_log_group" "execution" {
  count = var.logging == "off" ? 0 : 1

  name              = "API-Gateway-Execution-Logs_${var.api_id}/${var.stage}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
