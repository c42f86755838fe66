output "arn" {
  value       = aws_kinesis_firehose_delivery_stream.this.arn
  description = "The delivery stream."
}

output "name" {
  value       = aws_kinesis_firehose_delivery_stream.this.name
  description = "Name of the delivery stream."
}
