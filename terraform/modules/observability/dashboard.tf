# The way of an event from left to right, one row a hop.
locals {
  widgets = [
    ["Requests", "Sum", [
      ["AWS/ApiGateway", "Count", "ApiName", var.api_name, "Stage", var.api_stage],
      ["AWS/ApiGateway", "4XXError", "ApiName", var.api_name, "Stage", var.api_stage],
      ["AWS/ApiGateway", "5XXError", "ApiName", var.api_name, "Stage", var.api_stage],
    ]],
    ["Answer time (ms)", "p95", [
      ["AWS/ApiGateway", "Latency", "ApiName", var.api_name, "Stage", var.api_stage],
      ["AWS/ApiGateway", "IntegrationLatency", "ApiName", var.api_name, "Stage", var.api_stage],
    ]],
    ["Records into the stream", "Sum", [
      ["AWS/Kinesis", "IncomingRecords", "StreamName", var.stream],
      ["AWS/Kinesis", "WriteProvisionedThroughputExceeded", "StreamName", var.stream],
      ["AWS/Kinesis", "ReadProvisionedThroughputExceeded", "StreamName", var.stream],
    ]],
    ["Behind the stream (ms)", "Maximum", [for function in var.readers : ["AWS/Lambda", "IteratorAge", "FunctionName", function]]],
    ["Function errors", "Sum", [for function in var.functions : ["AWS/Lambda", "Errors", "FunctionName", function]]],
    ["Function time (ms)", "p95", [for function in var.functions : ["AWS/Lambda", "Duration", "FunctionName", function]]],
    ["Wait for the lake (s)", "Maximum", [for stream in var.delivery_streams : ["AWS/Firehose", "DeliveryToS3.DataFreshness", "DeliveryStreamName", stream]]],
    ["Failed conversions", "Sum", [for stream in var.delivery_streams : ["AWS/Firehose", "FailedConversion.Records", "DeliveryStreamName", stream]]],
    ["Open partitions", "Maximum", [for stream in var.delivery_streams : ["AWS/Firehose", "PartitionCount", "DeliveryStreamName", stream]]],
    ["Table writes", "Sum", [for table in var.tables : ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", table]]],
    ["Table throttles", "Sum", flatten([for table in var.tables : [
      ["AWS/DynamoDB", "WriteThrottleEvents", "TableName", table],
      ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", table],
    ]])],
    ["Errors, quarantine, given up (bytes)", "Sum", [for name in ["errors", "quarantine", "on_failure"] : ["AWS/S3", "BytesUploaded", "BucketName", var.bucket, "FilterId", name]]],
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [for index, widget in local.widgets : {
      type   = "metric"
      x      = (index % 3) * 8
      y      = floor(index / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = widget[0]
        region  = var.region
        view    = "timeSeries"
        stacked = false
        stat    = widget[1]
        period  = 60
        metrics = widget[2]
      }
    }]
  })
}
