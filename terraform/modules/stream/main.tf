resource "aws_kinesis_stream" "this" {
  name             = var.name
  shard_count      = var.mode == "provisioned" ? var.shards : null
  retention_period = var.retention_hours
  encryption_type  = "KMS"
  kms_key_id       = var.kms_key_arn

  stream_mode_details {
    stream_mode = upper(var.mode)
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_kinesis_stream_consumer" "this" {
  for_each = var.enhanced_fan_out ? var.readers : toset([])

  name       = "${var.name}-${each.key}"
  stream_arn = aws_kinesis_stream.this.arn

  lifecycle {
    create_before_destroy = true
  }
}
