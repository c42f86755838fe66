# API Gateway itself answers an unknown path or method with 403 "Missing Authentication Token". These mocks answer 404,
# and 405 with what is allowed. They tell nothing that the documentation does not, so they ask for no authorization.
locals {
  not_found_resources = merge(
    {
      "/"         = aws_api_gateway_rest_api.this.root_resource_id
      "/{proxy+}" = aws_api_gateway_resource.proxy.id
    },
    { for path, id in local.resource_ids : path => id if !contains(keys(var.allow), path) },
  )

  mocks = merge(
    { for path, id in local.not_found_resources : path => {
      resource_id = id, status = "404", template = "not-found", allow = null
    } },
    { for path, allow in var.allow : path => {
      resource_id = local.resource_ids[path], status = "405", template = "method-not-allowed", allow = allow
    } },
  )
}

resource "aws_api_gateway_method" "mock" {
  for_each = local.mocks

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = each.value.resource_id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "mock" {
  for_each = local.mocks

  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = each.value.resource_id
  http_method          = aws_api_gateway_method.mock[each.key].http_method
  type                 = "MOCK"
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = var.mock_templates["${each.value.template}.request"] }
}

resource "aws_api_gateway_method_response" "mock" {
  for_each = local.mocks

  rest_api_id         = aws_api_gateway_rest_api.this.id
  resource_id         = each.value.resource_id
  http_method         = aws_api_gateway_method.mock[each.key].http_method
  status_code         = each.value.status
  response_models     = { "application/json" = "Empty" }
  response_parameters = each.value.allow == null ? {} : { "method.response.header.Allow" = true }
}

resource "aws_api_gateway_integration_response" "mock" {
  for_each = local.mocks

  rest_api_id         = aws_api_gateway_rest_api.this.id
  resource_id         = each.value.resource_id
  http_method         = aws_api_gateway_method.mock[each.key].http_method
  status_code         = aws_api_gateway_method_response.mock[each.key].status_code
  response_templates  = { "application/json" = var.mock_templates["${each.value.template}.response"] }
  response_parameters = each.value.allow == null ? {} : { "method.response.header.Allow" = "'${each.value.allow}'" }

  depends_on = [aws_api_gateway_integration.mock]
}
