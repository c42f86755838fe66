resource "aws_api_gateway_deployment" "this" {
  rest_api_id = var.api_id
  description = "Revision ${substr(var.revision, 0, 12)}"
  triggers    = { revision = var.revision }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = var.api_id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = var.stage
  variables            = { stream = var.stream_name }
  xray_tracing_enabled = var.tracing

  # No payload, no address, nothing personal.
  dynamic "access_log_settings" {
    for_each = aws_cloudwatch_log_group.access

    content {
      destination_arn = access_log_settings.value.arn
      format = jsonencode({
        extendedRequestId  = "$context.extendedRequestId"
        httpMethod         = "$context.httpMethod"
        integrationLatency = "$context.integrationLatency"
        integrationStatus  = "$context.integrationStatus"
        requestTime        = "$context.requestTime"
        resourcePath       = "$context.resourcePath"
        responseLatency    = "$context.responseLatency"
        responseType       = "$context.error.responseType"
        status             = "$context.status"
      })
    }
  }

  depends_on = [aws_cloudwatch_log_group.execution]
}

resource "aws_api_gateway_method_settings" "this" {
  rest_api_id = var.api_id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    data_trace_enabled     = false
    logging_level          = var.logging == "off" ? "OFF" : "ERROR"
    metrics_enabled        = true
    throttling_burst_limit = var.throttle_burst
    throttling_rate_limit  = var.throttle_rate
  }
}
