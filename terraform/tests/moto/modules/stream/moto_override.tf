resource "aws_kinesis_stream" "this" {
  lifecycle {
    create_before_destroy = true
    # moto does not store the encryption of a stream.
    ignore_changes = [encryption_type, kms_key_id]
  }
}
