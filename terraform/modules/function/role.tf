resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "function"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.tracing ? [1] : []

    content {
      sid       = "Traces"
      actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.statements

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }

  # https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
  dynamic "statement" {
    for_each = var.event_source == null ? [] : [var.event_source]

    content {
      sid = "ReadStream"
      actions = [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ]
      resources = [statement.value.stream_arn]
    }
  }

  dynamic "statement" {
    for_each = try(var.event_source.enhanced_fan_out, false) ? [var.event_source] : []

    content {
      sid       = "ReadThroughConsumer"
      actions   = ["kinesis:SubscribeToShard"]
      resources = [statement.value.consumer_arn]
    }
  }

  dynamic "statement" {
    for_each = var.event_source == null ? [] : [var.event_source]

    content {
      sid       = "OnFailureObjects"
      actions   = ["s3:PutObject"]
      resources = ["${statement.value.on_failure_bucket_arn}/${statement.value.on_failure_prefix}*"]
    }
  }

  dynamic "statement" {
    for_each = var.event_source == null ? [] : [var.event_source]

    content {
      sid       = "OnFailureBucket"
      actions   = ["s3:ListBucket"]
      resources = [statement.value.on_failure_bucket_arn]
    }
  }

  dynamic "statement" {
    for_each = var.event_source == null && !var.uses_key ? [] : [1]

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]
    }
  }
}
