# Answers of API Gateway itself. Their templates are plain substitution, not VTL, and `messageString` is quoted already:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
locals {
  message = "{\"message\":$context.error.messageString}"

  gateway_responses = {
    BAD_REQUEST_BODY = {
      status   = "400"
      template = "{\"message\":$context.error.messageString,\"error\":\"$context.error.validationErrorString\"}"
      headers  = {}
    }
    BAD_REQUEST_PARAMETERS = { status = "400", template = local.message, headers = {} }
    DEFAULT_4XX            = { status = null, template = local.message, headers = {} }
    DEFAULT_5XX            = { status = null, template = local.message, headers = {} }
    QUOTA_EXCEEDED         = { status = "429", template = local.message, headers = { "Retry-After" = "60" } }
    REQUEST_TOO_LARGE      = { status = "413", template = local.message, headers = {} }
    THROTTLED              = { status = "429", template = local.message, headers = { "Retry-After" = "1" } }
    UNSUPPORTED_MEDIA_TYPE = { status = "415", template = local.message, headers = {} }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.gateway_responses

  rest_api_id         = aws_api_gateway_rest_api.this.id
  response_type       = each.key
  status_code         = each.value.status
  response_templates  = { "application/json" = each.value.template }
  response_parameters = { for name, value in each.value.headers : "gatewayresponse.header.${name}" => "'${value}'" }
}
