# One alarm a question. Where several functions, tables or delivery streams can be the answer, the dashboard says which.
# The section of the runbook is the alarm's key.
locals {
  alarms = {
    api-errors = {
      question  = "The API answers 5xx"
      statistic = "Sum", threshold = 0, periods = 1
      metrics   = [{ namespace = "AWS/ApiGateway", name = "5XXError", dimensions = { ApiName = var.api_name, Stage = var.api_stage } }]
    }
    delivery-freshness = {
      question  = "Events wait too long for the lake"
      statistic = "Maximum", threshold = 900, periods = 2
      metrics = [for stream in var.delivery_streams : {
        namespace = "AWS/Firehose", name = "DeliveryToS3.DataFreshness", dimensions = { DeliveryStreamName = stream }
      }]
    }
    # Freshness is not reported at all while delivery is blocked altogether, so what is read is compared with what came:
    # https://docs.aws.amazon.com/firehose/latest/dev/data-freshness-metric-not-emitted.html
    # A comparison takes a missing value for 0, which is what a stream that does not read reports.
    delivery-stalled = {
      question   = "A delivery stream does not read what arrives"
      statistic  = "Sum", threshold = 0, periods = 3
      expression = join(" + ", [for index in range(1, length(var.delivery_streams) + 1) : "(m0 > 100 * m${index})"])
      metrics = concat(
        [{ namespace = "AWS/Kinesis", name = "IncomingRecords", dimensions = { StreamName = var.stream } }],
        [for stream in var.delivery_streams : {
          namespace = "AWS/Firehose", name = "DataReadFromKinesisStream.Records", dimensions = { DeliveryStreamName = stream }
        }],
      )
    }
    error-objects = {
      question  = "A delivery stream put records under errors/"
      statistic = "Sum", threshold = 0, periods = 1
      metrics   = [merge(local.uploads, { dimensions = merge(local.uploads.dimensions, { FilterId = "errors" }) })]
    }
    failed-conversions = {
      question  = "Rows do not fit the Glue schema"
      statistic = "Sum", threshold = 0, periods = 1
      metrics = [for stream in var.delivery_streams : {
        namespace = "AWS/Firehose", name = "FailedConversion.Records", dimensions = { DeliveryStreamName = stream }
      }]
    }
    function-errors = {
      question  = "A function fails"
      statistic = "Sum", threshold = 0, periods = 1
      metrics = [for function in var.functions : {
        namespace = "AWS/Lambda", name = "Errors", dimensions = { FunctionName = function }
      }]
    }
    iterator-age = {
      question  = "A function is behind the stream"
      statistic = "Maximum", threshold = 300000, periods = 2
      metrics = [for function in var.readers : {
        namespace = "AWS/Lambda", name = "IteratorAge", dimensions = { FunctionName = function }
      }]
    }
    lost-on-failure = {
      question  = "What a function gave up could not be written to the bucket"
      statistic = "Sum", threshold = 0, periods = 1
      metrics = [for function in var.readers : {
        namespace = "AWS/Lambda", name = "DestinationDeliveryFailures", dimensions = { FunctionName = function }
      }]
    }
    on-failure-objects = {
      question  = "A function gave records up"
      statistic = "Sum", threshold = 0, periods = 1
      metrics   = [merge(local.uploads, { dimensions = merge(local.uploads.dimensions, { FilterId = "on_failure" }) })]
    }
    partitions-exceeded = {
      question  = "A delivery stream has too many days open at once"
      statistic = "Maximum", threshold = 0, periods = 1
      metrics = [for stream in var.delivery_streams : {
        namespace = "AWS/Firehose", name = "PartitionCountExceeded", dimensions = { DeliveryStreamName = stream }
      }]
    }
    quarantine-objects = {
      question  = "Events were put into quarantine"
      statistic = "Sum", threshold = 0, periods = 1
      metrics   = [merge(local.uploads, { dimensions = merge(local.uploads.dimensions, { FilterId = "quarantine" }) })]
    }
    stream-read-throttles = {
      question  = "Readers of the stream are throttled"
      statistic = "Sum", threshold = 0, periods = 3
      metrics   = [{ namespace = "AWS/Kinesis", name = "ReadProvisionedThroughputExceeded", dimensions = { StreamName = var.stream } }]
    }
    stream-write-throttles = {
      question  = "The stream refuses records"
      statistic = "Sum", threshold = 0, periods = 1
      metrics   = [{ namespace = "AWS/Kinesis", name = "WriteProvisionedThroughputExceeded", dimensions = { StreamName = var.stream } }]
    }
    table-throttles = {
      question  = "Reads or writes of a table are throttled"
      statistic = "Sum", threshold = 0, periods = 3
      metrics = flatten([for table in var.tables : [for name in ["ReadThrottleEvents", "WriteThrottleEvents"] : {
        namespace = "AWS/DynamoDB", name = name, dimensions = { TableName = table }
      }]])
    }
  }

  # Bytes arrive by single and by multipart uploads; reading and listing move none.
  uploads = { namespace = "AWS/S3", name = "BytesUploaded", dimensions = { BucketName = var.bucket } }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  # Where both functions poll beside five delivery streams, a shard is always asked too often: the alarm would never end.
  for_each = { for key, alarm in local.alarms : key => alarm if var.enhanced_fan_out || key != "stream-read-throttles" }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.question}. What to do: ${var.runbook_url}#${each.key}"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]

  # Of a single time series SUM and MAX are numbers, which an alarm cannot watch:
  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  dynamic "metric_query" {
    for_each = length(each.value.metrics) > 1 ? [1] : []

    content {
      id          = "answer"
      label       = each.value.question
      expression  = lookup(each.value, "expression", each.value.statistic == "Sum" ? "SUM(METRICS())" : "MAX(METRICS())")
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id          = "m${metric_query.key}"
      return_data = length(each.value.metrics) == 1

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        period      = 300
        stat        = each.value.statistic
      }
    }
  }

  depends_on = [aws_sns_topic_policy.this]
}

# Request metrics by prefix, which is how arrivals under a prefix are counted.
resource "aws_s3_bucket_metric" "this" {
  for_each = { for name in ["errors", "on_failure", "quarantine"] : name => var.prefixes[name] }

  bucket = var.bucket
  name   = each.key

  filter {
    prefix = each.value
  }
}
