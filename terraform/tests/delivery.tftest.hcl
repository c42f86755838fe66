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
  values          = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesisfirehose/shop-dev-product-details" }
}

override_resource {
  target          = aws_iam_role.this
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/shop-dev-product-details" }
}

variables {
  name               = "shop-dev-product-details"
  dataset            = "product_details"
  account_id         = "123456789012"
  partition          = "aws"
  region             = "eu-west-1"
  stream_arn         = "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"
  transform_arn      = "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-product-details-transform:live"
  bucket_arn         = "arn:aws:s3:::shop-dev-data"
  glue_database      = "shop_dev"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/one"
  log_retention_days = 30
  settings           = jsondecode(file("../packages/contract/generated/contract.json")).delivery
}

run "delivery_stream" {
  command = plan

  module {
    source = "./modules/delivery"
  }

  assert {
    condition = {
      for processor in aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].processing_configuration[0].processors :
      processor.type => { for parameter in processor.parameters : parameter.parameter_name => parameter.parameter_value }
      } == {
      RecordDeAggregation = { SubRecordType = "JSON" }
      Lambda = {
        LambdaArn               = "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-product-details-transform:live"
        BufferSizeInMBs         = tostring(var.settings.transform_buffer_mb)
        BufferIntervalInSeconds = tostring(var.settings.transform_buffer_seconds)
        NumberOfRetries         = tostring(var.settings.transform_retries)
      }
    }
    error_message = "Batches must be split, and transformed by the dataset's own function behind its alias."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].error_output_prefix == "errors/product_details/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
    error_message = "What cannot be delivered must be found under errors/<dataset>/<reason>/."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].prefix == "lake/product_details/dt=!{partitionKeyFromLambda:dt}/"
    error_message = "Objects must lie where the table's partition projection looks for them."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].compression_format == "UNCOMPRESSED" && aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].buffering_size >= 64
    error_message = "Dynamic partitioning wants 64 MB at least, and format conversion no compression of its own."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].data_format_conversion_configuration[0].schema_configuration[0].table_name == "product_details"
    error_message = "The Glue table of the dataset says what the columns are."
  }

  assert {
    condition     = aws_kinesis_firehose_delivery_stream.this.extended_s3_configuration[0].cloudwatch_logging_options[0].enabled && length(aws_kinesis_firehose_delivery_stream.this.server_side_encryption) == 0
    error_message = "It logs, and leaves encryption to the stream that is its source."
  }
}

run "exact_permissions" {
  command = plan

  module {
    source = "./modules/delivery"
  }

  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.this.statement :
      statement.sid => [statement.actions, statement.resources]
      }) == jsonencode({
      ReadStream = [
        ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        ["arn:aws:kinesis:eu-west-1:123456789012:stream/shop-dev-events"],
      ]
      Transform = [
        ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"],
        ["arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-product-details-transform:live"],
      ]
      Schema = [
        ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        [
          "arn:aws:glue:eu-west-1:123456789012:catalog",
          "arn:aws:glue:eu-west-1:123456789012:database/shop_dev",
          "arn:aws:glue:eu-west-1:123456789012:table/shop_dev/product_details",
        ],
      ]
      Bucket = [["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], ["arn:aws:s3:::shop-dev-data"]]
      Objects = [
        ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        ["arn:aws:s3:::shop-dev-data/errors/product_details/*", "arn:aws:s3:::shop-dev-data/lake/product_details/*"],
      ]
      Key  = [["kms:Decrypt", "kms:GenerateDataKey"], ["arn:aws:kms:eu-west-1:123456789012:key/one"]]
      Logs = [["logs:PutLogEvents"], ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesisfirehose/shop-dev-product-details:log-stream:delivery"]]
    })
    error_message = "A delivery stream may do something else than it must."
  }

  assert {
    condition = jsondecode(data.aws_iam_policy_document.trust.json).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = "123456789012" }
      ArnEquals    = { "aws:SourceArn" = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/shop-dev-product-details" }
    }
    error_message = "Only this delivery stream may take the role."
  }
}
