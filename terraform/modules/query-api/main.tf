resource "aws_api_gateway_method" "this" {
  for_each = var.routes

  rest_api_id          = var.api_id
  resource_id          = var.resource_ids[each.value.path]
  http_method          = each.value.method
  authorization        = var.authorization.type
  authorizer_id        = var.authorization.authorizer_id
  authorization_scopes = var.authorization.scopes
  api_key_required     = var.authorization.api_key_required
  request_validator_id = aws_api_gateway_request_validator.parameters.id

  request_parameters = merge(
    { for name in flatten(regexall("{([^}]+)}", each.value.path)) : "method.request.path.${name}" => true },
    { for name in each.value.query : "method.request.querystring.${name}" => false },
  )
}

resource "aws_api_gateway_request_validator" "parameters" {
  rest_api_id                 = var.api_id
  name                        = "parameters"
  validate_request_parameters = true
}

resource "aws_api_gateway_integration" "this" {
  for_each = var.routes

  rest_api_id             = var.api_id
  resource_id             = var.resource_ids[each.value.path]
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = var.function_invoke_arn
}

# One permission a route, so that no other method of the API can reach the function.
resource "aws_lambda_permission" "this" {
  for_each = var.routes

  statement_id  = replace(trim(replace(each.key, "/[^A-Za-z0-9]+/", "-"), "-"), "/-+/", "-")
  action        = "lambda:InvokeFunction"
  function_name = var.function_name
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${var.execution_arn}/${var.stage}/${each.value.method}${replace(each.value.path, "/{[^}]+}/", "*")}"
}
