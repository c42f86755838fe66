# One role for all REST APIs of the account in this Region: only where this stack is asked to own it. It is here and not
# beside the stage, because a module that depends on others reads its data again whenever those change.
resource "aws_api_gateway_account" "this" {
  count = var.logging == "create" ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.logging[0].arn
  # Otherwise the account would go on naming a role that is gone. Provider 6 does so by itself, for which 5 warns of this
  # argument; `true` would make it warn those, too, who do not ask for logs.
  reset_on_delete = var.logging == "create"

  depends_on = [aws_iam_role_policy_attachment.logging]
}

resource "aws_iam_role" "logging" {
  count = var.logging == "create" ? 1 : 0

  name               = "${var.name}-api-logging"
  assume_role_policy = data.aws_iam_policy_document.logging_trust[0].json
}

data "aws_iam_policy_document" "logging_trust" {
  count = var.logging == "create" ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

# AWS asks for this policy: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
resource "aws_iam_role_policy_attachment" "logging" {
  count = var.logging == "create" ? 1 : 0

  role       = aws_iam_role.logging[0].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}
