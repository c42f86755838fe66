resource "aws_api_gateway_model" "this" {
  for_each = var.models

  rest_api_id  = var.api_id
  name         = each.key
  content_type = "application/json"
  schema       = each.value
}

resource "aws_api_gateway_request_validator" "body" {
  rest_api_id           = var.api_id
  name                  = "body"
  validate_request_body = true
}

resource "aws_api_gateway_method" "this" {
  for_each = var.routes

  rest_api_id          = var.api_id
  resource_id          = var.resource_ids[each.value.path]
  http_method          = each.value.method
  authorization        = var.authorization.type
  authorizer_id        = var.authorization.authorizer_id
  authorization_scopes = var.authorization.scopes
  api_key_required     = var.authorization.api_key_required
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.this[each.value.model].name }
  request_parameters   = { "method.request.header.Idempotency-Key" = false }
}

# Straight to Kinesis. A content type without a template must never pass: it would reach Kinesis as it came, under our
# role, with a stream and a key of the client's choice.
resource "aws_api_gateway_integration" "this" {
  for_each = var.routes

  rest_api_id             = var.api_id
  resource_id             = var.resource_ids[each.value.path]
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:${var.partition}:apigateway:${var.region}:kinesis:action/PutRecord"
  credentials             = aws_iam_role.this.arn
  passthrough_behavior    = "NEVER"
  request_parameters      = { "integration.request.header.Content-Type" = "'application/x-amz-json-1.1'" }
  request_templates = {
    "application/json" = "${each.value.prelude}${each.value.batch ? var.templates["ingest-batch.request"] : var.templates["ingest-single.request"]}"
  }
}
