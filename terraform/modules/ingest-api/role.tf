resource "aws_iam_role" "this" {
  name               = "${var.name}-ingest-api"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "put-record"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "PutRecord"
    actions   = ["kinesis:PutRecord"]
    resources = [var.stream_arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:GenerateDataKey"]
    resources = [var.kms_key_arn]
  }
}
