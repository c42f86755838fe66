provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_resource {
  target          = aws_iam_role.this
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/shop-dev-ingest-api" }
}

variables {
  name          = "shop-dev"
  api_id        = "api"
  resource_ids  = { "/orders" = "orders", "/orders/batch" = "orders-batch" }
  partition     = "aws"
  region        = "eu-west-1"
  stream_arn    = "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/one"
  models        = { Order = "{}", OrderBatch = "{}" }
  authorization = { type = "AWS_IAM", authorizer_id = null, scopes = null, api_key_required = false }
  routes        = { for key, route in jsondecode(file("../packages/contract/generated/contract.json")).ingest_routes : key => route if route.event == "order" }
  templates     = { for name in fileset("templates", "ingest-*.vtl") : trimsuffix(name, ".vtl") => file("templates/${name}") }
}

run "requests" {
  command = plan

  module {
    source = "./modules/ingest-api"
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.this : integration.passthrough_behavior == "NEVER"])
    error_message = "An unmapped content type would reach Kinesis untransformed, under our role."
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.this : integration.uri == "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord"])
    error_message = "One POST is one record."
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.this : integration.request_parameters == tomap({ "integration.request.header.Content-Type" = "'application/x-amz-json-1.1'" })])
    error_message = "Kinesis speaks AWS JSON 1.1 only."
  }

  assert {
    condition     = aws_api_gateway_integration.this["POST /orders/batch"].request_templates["application/json"] == "#set($source = '/orders')\n#set($type = 'tributary.order.v1')\n#set($partitionKeyPath = '$.customer_id')\n${file("templates/ingest-batch.request.vtl")}"
    error_message = "A request template is the route's prelude and the file, byte for byte."
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.this : join(",", keys(integration.request_templates)) == "application/json"])
    error_message = "The template and the model must be for the same content type."
  }

  assert {
    condition     = alltrue([for key, method in aws_api_gateway_method.this : method.authorization == "AWS_IAM" && method.request_models == tomap({ "application/json" = var.routes[key].model })])
    error_message = "Every route is protected and has its model."
  }
}

run "what_is_written_is_deployed" {
  command = plan

  module {
    source = "./modules/ingest-api"
  }

  assert {
    condition = output.revision == sha1(jsonencode([
      var.models,
      var.routes,
      var.templates,
      { for file in fileset("modules/ingest-api", "*.tf") : file => filesha1("modules/ingest-api/${file}") },
    ]))
    error_message = "A method, an integration or a response that is written otherwise must reach the stage."
  }
}

run "responses" {
  command = plan

  module {
    source = "./modules/ingest-api"
  }

  assert {
    condition = jsonencode({
      for key, response in aws_api_gateway_integration_response.this : trimprefix(key, "POST /orders ") => [response.status_code, response.selection_pattern]
      if startswith(key, "POST /orders ")
      }) == jsonencode({
      accepted    = ["202", "200"]
      failed      = ["502", null]
      refused     = ["500", "400"]
      unavailable = ["503", "5\\d{2}"]
    })
    error_message = "A 2xx is for Kinesis's 200 only; what no pattern is for must be a 502."
  }

  assert {
    condition     = length(distinct([for key, response in local.responses : response.status])) == length(local.responses)
    error_message = "API Gateway keeps one integration response a status."
  }
}

run "exact_permissions" {
  command = plan

  module {
    source = "./modules/ingest-api"
  }

  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.this.statement :
      statement.sid => [statement.actions, statement.resources]
      }) == jsonencode({
      PutRecord = [["kinesis:PutRecord"], ["arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"]]
      Key       = [["kms:GenerateDataKey"], ["arn:aws:kms:eu-west-1:123456789012:key/one"]]
    })
    error_message = "API Gateway may put records into the stream, and nothing else."
  }
}
