resource "aws_api_gateway_authorizer" "cognito" {
  count = var.authorization == "cognito" ? 1 : 0

  name          = var.name
  rest_api_id   = aws_api_gateway_rest_api.this.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = var.cognito_user_pool_arns
}

locals {
  # What every method with something behind it is given.
  method_authorization = {
    type             = { iam = "AWS_IAM", api_key = "NONE", cognito = "COGNITO_USER_POOLS" }[var.authorization]
    authorizer_id    = one(aws_api_gateway_authorizer.cognito[*].id)
    scopes           = var.authorization == "cognito" && length(var.cognito_scopes) > 0 ? var.cognito_scopes : null
    api_key_required = var.authorization == "api_key"
  }
}
