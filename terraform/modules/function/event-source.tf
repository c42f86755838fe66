resource "aws_lambda_event_source_mapping" "this" {
  count = var.event_source == null ? 0 : 1

  event_source_arn                   = var.event_source.enhanced_fan_out ? var.event_source.consumer_arn : var.event_source.stream_arn
  function_name                      = aws_lambda_alias.live.arn
  starting_position                  = var.event_source.settings.starting_position
  batch_size                         = var.event_source.settings.batch_size
  maximum_batching_window_in_seconds = var.event_source.settings.batching_window_seconds
  parallelization_factor             = var.event_source.settings.parallelization_factor
  bisect_batch_on_function_error     = var.event_source.settings.bisect_batch_on_function_error
  maximum_retry_attempts             = var.event_source.settings.maximum_retry_attempts
  maximum_record_age_in_seconds      = var.event_source.settings.maximum_record_age_seconds
  function_response_types            = var.event_source.settings.report_batch_item_failures ? ["ReportBatchItemFailures"] : []

  # S3 keeps the whole invocation; SQS and SNS would keep where it was in a stream that forgets.
  destination_config {
    on_failure {
      destination_arn = var.event_source.on_failure_bucket_arn
    }
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [aws_iam_role_policy.this]
}
