resource "aws_lambda_function" "this" {
  lifecycle {
    # moto does not store logging_config. The code is ignored in the product, too.
    ignore_changes = [filename, source_code_hash, logging_config]
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  # moto refuses a consumer of enhanced fan-out as source: the stream takes its place.
  event_source_arn = var.event_source.stream_arn

  lifecycle {
    create_before_destroy = true
    # moto answers with the version behind the alias.
    ignore_changes = [function_name]
  }
}
