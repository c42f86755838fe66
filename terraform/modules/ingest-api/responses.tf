# By Kinesis's status. What no pattern is for ends in the default, which must never be a 2xx: nothing was acknowledged.
# API Gateway keeps one integration response a status: `refused` has 500 only because 502 is the default's, and its
# template always overrides it.
locals {
  responses = {
    accepted    = { status = "202", pattern = "200", template = null, headers = {} }
    refused     = { status = "500", pattern = "400", template = "ingest-refused.response", headers = {} }
    unavailable = { status = "503", pattern = "5\\d{2}", template = "ingest-unavailable.response", headers = { "Retry-After" = "'1'" } }
    failed      = { status = "502", pattern = null, template = "ingest-failed.response", headers = {} }
  }

  route_responses = merge([
    for key, route in var.routes : {
      for name, response in local.responses : "${key} ${name}" => merge(response, {
        route    = key
        name     = name
        path     = route.path
        template = var.templates[coalesce(response.template, route.batch ? "ingest-batch.response" : "ingest-single.response")]
      })
    }
  ]...)

  method_responses = merge([
    for key, route in var.routes : {
      for status in ["202", "400", "413", "429", "500", "502", "503"] : "${key} ${status}" => {
        route = key, path = route.path, status = status
      }
    }
  ]...)
}

resource "aws_api_gateway_method_response" "this" {
  for_each = local.method_responses

  rest_api_id         = var.api_id
  resource_id         = var.resource_ids[each.value.path]
  http_method         = aws_api_gateway_method.this[each.value.route].http_method
  status_code         = each.value.status
  response_models     = { "application/json" = "Empty" }
  response_parameters = each.value.status == "503" ? { "method.response.header.Retry-After" = true } : {}
}

resource "aws_api_gateway_integration_response" "this" {
  for_each = local.route_responses

  rest_api_id         = var.api_id
  resource_id         = var.resource_ids[each.value.path]
  http_method         = aws_api_gateway_method.this[each.value.route].http_method
  status_code         = aws_api_gateway_method_response.this["${each.value.route} ${each.value.status}"].status_code
  selection_pattern   = each.value.pattern
  response_templates  = { "application/json" = each.value.template }
  response_parameters = { for name, value in each.value.headers : "method.response.header.${name}" => value }

  depends_on = [aws_api_gateway_integration.this]
}
