resource "aws_lambda_function" "this" {
  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.this.arn
  runtime                        = "nodejs22.x"
  architectures                  = ["arm64"]
  handler                        = var.handler
  filename                       = var.zip
  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  publish                        = true
  reserved_concurrent_executions = var.reserved_concurrency

  dynamic "environment" {
    for_each = length(var.environment) > 0 ? [var.environment] : []

    content {
      variables = environment.value
    }
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "WARN"
    log_group             = aws_cloudwatch_log_group.this.name
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  lifecycle {
    # The first code is Terraform's, every later one the deploy's (docs/adr/0022).
    ignore_changes = [filename, source_code_hash]

    precondition {
      condition     = fileexists(var.zip)
      error_message = "${var.zip} is missing: run `pnpm build` first."
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

# Event sources, delivery streams and the API call `live`. It follows the newest version, so that a change of memory or
# environment, which publishes one, reaches it; a deploy publishes and moves it by itself.
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
