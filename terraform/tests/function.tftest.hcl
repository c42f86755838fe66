provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_resource {
  target          = aws_cloudwatch_log_group.this
  override_during = plan
  values          = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop-dev-reader" }
}

override_resource {
  target          = aws_lambda_alias.live
  override_during = plan
  values          = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-reader:live" }
}

variables {
  name               = "shop-dev-reader"
  description        = "Reads"
  handler            = "index.handler"
  memory_mb          = 512
  timeout_seconds    = 60
  environment        = { RAW_BUCKET = "shop-dev-data" }
  zip                = "versions.tf"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/one"
  log_retention_days = 30
  tracing            = false

  statements = [{
    sid       = "RawArchive"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::shop-dev-data/raw/*"]
  }]

  event_source = {
    stream_arn            = "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"
    consumer_arn          = "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events/consumer/reader:1"
    enhanced_fan_out      = true
    on_failure_bucket_arn = "arn:aws:s3:::shop-dev-data"
    on_failure_prefix     = "aws/lambda/"
    settings              = jsondecode(file("../packages/contract/generated/contract.json")).event_sources["raw-archiver"]
  }
}

run "event_source_of_the_contract" {
  command = plan

  module {
    source = "./modules/function"
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].bisect_batch_on_function_error
    error_message = "Without bisect one poison record holds up its shard until it expires."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Without partial-batch responses a whole batch is retried for one record."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].starting_position == "TRIM_HORIZON"
    error_message = "LATEST would skip what arrives while the event source is being made."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].maximum_retry_attempts == -1
    error_message = "A retry limit turns a short outage into dead letters: the record's age is the limit."
  }

  assert {
    condition = [
      aws_lambda_event_source_mapping.this[0].batch_size,
      aws_lambda_event_source_mapping.this[0].maximum_batching_window_in_seconds,
      aws_lambda_event_source_mapping.this[0].parallelization_factor,
      aws_lambda_event_source_mapping.this[0].maximum_record_age_in_seconds,
      ] == [
      var.event_source.settings.batch_size,
      var.event_source.settings.batching_window_seconds,
      var.event_source.settings.parallelization_factor,
      var.event_source.settings.maximum_record_age_seconds,
    ]
    error_message = "The event source has other settings than the contract."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].function_name == aws_lambda_alias.live.arn
    error_message = "The event source must call the alias, or a deploy changes nothing."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].event_source_arn == var.event_source.consumer_arn
    error_message = "With enhanced fan-out the consumer is the source."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].destination_config[0].on_failure[0].destination_arn == "arn:aws:s3:::shop-dev-data"
    error_message = "What is given up must be kept whole, in S3."
  }
}

run "exact_permissions_of_a_reader" {
  command = plan

  module {
    source = "./modules/function"
  }

  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.this.statement :
      statement.sid => [statement.actions, statement.resources]
      }) == jsonencode({
      Logs = [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop-dev-reader:*"],
      ]
      RawArchive = [["s3:PutObject"], ["arn:aws:s3:::shop-dev-data/raw/*"]]
      ReadStream = [
        ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        ["arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"],
      ]
      ReadThroughConsumer = [
        ["kinesis:SubscribeToShard"],
        ["arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events/consumer/reader:1"],
      ]
      OnFailureObjects = [["s3:PutObject"], ["arn:aws:s3:::shop-dev-data/aws/lambda/*"]]
      OnFailureBucket  = [["s3:ListBucket"], ["arn:aws:s3:::shop-dev-data"]]
      Key              = [["kms:Decrypt", "kms:GenerateDataKey"], ["arn:aws:kms:eu-west-1:123456789012:key/one"]]
    })
    error_message = "A function that reads the stream may do something else than it must."
  }
}

run "a_transform_may_only_log" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    statements   = []
    event_source = null
    environment  = {}
  }

  assert {
    condition     = join(",", data.aws_iam_policy_document.this.statement[*].sid) == "Logs"
    error_message = "A transform works on what Firehose hands it and needs no permission but its logs."
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.this) == 0
    error_message = "A transform has no event source."
  }
}

run "without_enhanced_fan_out" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    event_source = {
      stream_arn            = "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"
      enhanced_fan_out      = false
      on_failure_bucket_arn = "arn:aws:s3:::shop-dev-data"
      on_failure_prefix     = "aws/lambda/"
      settings              = jsondecode(file("../packages/contract/generated/contract.json")).event_sources["kinesis-consumer"]
    }
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this[0].event_source_arn == var.event_source.stream_arn
    error_message = "Without enhanced fan-out the stream is the source."
  }

  assert {
    condition     = !strcontains(jsonencode(data.aws_iam_policy_document.this.statement), "SubscribeToShard")
    error_message = "Without enhanced fan-out nothing subscribes."
  }
}

run "code_logs_and_alias" {
  command = plan

  module {
    source = "./modules/function"
  }

  assert {
    condition     = aws_lambda_function.this.publish && aws_lambda_alias.live.name == "live"
    error_message = "Versions must be published, and live must be the alias."
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["arm64"]) && aws_lambda_function.this.runtime == "nodejs22.x"
    error_message = "Functions run on arm64 and nodejs22.x."
  }

  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_format == "JSON" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Logs are JSON and are not kept for ever."
  }
}

run "code_that_was_not_built" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    zip = "nowhere/function.zip"
  }

  expect_failures = [aws_lambda_function.this]
}
