resource "aws_api_gateway_rest_api" "this" {
  name        = var.name
  description = "Ingestion and queries of ${var.name}"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# One resource for every path of the contract and everything above it; a path has three parts at the most.
locals {
  parts = [for path in var.paths : split("/", trimprefix(path, "/"))]
  depth = {
    for depth in [1, 2, 3] : depth => toset([
      for part in local.parts : join("/", slice(part, 0, depth)) if length(part) >= depth
    ])
  }

  resource_ids = merge(
    { for path, resource in aws_api_gateway_resource.first : "/${path}" => resource.id },
    { for path, resource in aws_api_gateway_resource.second : "/${path}" => resource.id },
    { for path, resource in aws_api_gateway_resource.third : "/${path}" => resource.id },
  )
}

resource "aws_api_gateway_resource" "first" {
  for_each = local.depth[1]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = each.key
}

resource "aws_api_gateway_resource" "second" {
  for_each = local.depth[2]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.first[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "third" {
  for_each = local.depth[3]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.second[dirname(each.key)].id
  path_part   = basename(each.key)
}

resource "aws_api_gateway_resource" "proxy" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "{proxy+}"
}
