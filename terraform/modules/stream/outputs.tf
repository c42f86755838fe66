output "arn" {
  value       = aws_kinesis_stream.this.arn
  description = "The stream."
}

output "consumer_arns" {
  value       = { for reader, consumer in aws_kinesis_stream_consumer.this : reader => consumer.arn }
  description = "Enhanced fan-out consumers by reader; empty without enhanced fan-out."
}

output "name" {
  value       = aws_kinesis_stream.this.name
  description = "Name of the stream."
}
