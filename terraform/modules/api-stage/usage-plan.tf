# Bounds each key; what nobody's key is counted for is bounded by the stage's own throttle.
resource "aws_api_gateway_usage_plan" "this" {
  name        = var.name
  description = "Keys of ${var.name}"

  api_stages {
    api_id = var.api_id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    burst_limit = var.throttle_burst
    rate_limit  = var.throttle_rate
  }
}

resource "aws_api_gateway_api_key" "this" {
  count = var.authorization == "api_key" ? 1 : 0

  name        = var.name
  description = "Shared key of ${var.name}"
}

resource "aws_api_gateway_usage_plan_key" "this" {
  count = var.authorization == "api_key" ? 1 : 0

  key_id        = aws_api_gateway_api_key.this[0].id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}
