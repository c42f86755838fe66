provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name            = "shop-prod"
  account_id      = "123456789012"
  partition       = "aws"
  repository      = "example/shop"
  create_provider = false
  function_arns   = ["arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-query-api"]
}

run "trust" {
  command = plan

  module {
    source = "./modules/deploy-role"
  }

  assert {
    condition = jsondecode(data.aws_iam_policy_document.trust.json).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:example/shop:environment:prod"
        }
      }
    }]
    error_message = "Only the repository's environment prod may deploy."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "The account's provider is not made unless it is asked for."
  }
}

run "exact_permissions" {
  command = plan

  module {
    source = "./modules/deploy-role"
  }

  assert {
    condition = jsondecode(data.aws_iam_policy_document.this.json).Statement == [{
      Sid    = "Functions"
      Effect = "Allow"
      Action = [
        "lambda:UpdateFunctionCode",
        "lambda:UpdateAlias",
        "lambda:PublishVersion",
        "lambda:ListVersionsByFunction",
        "lambda:InvokeFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:GetFunction",
        "lambda:GetAlias",
      ]
      Resource = [
        "arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-query-api:*",
        "arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-query-api",
      ]
    }]
    error_message = "The deploy may change the functions' code, and nothing else."
  }
}
