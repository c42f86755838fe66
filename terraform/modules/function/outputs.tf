output "alias_arn" {
  value       = aws_lambda_alias.live.arn
  description = "ARN of `live`."
}

output "alias_invoke_arn" {
  value       = aws_lambda_alias.live.invoke_arn
  description = "What API Gateway calls."
}

output "arn" {
  value       = aws_lambda_function.this.arn
  description = "ARN without a version."
}

output "log_group" {
  value       = aws_cloudwatch_log_group.this.name
  description = "Where the function logs."
}

output "name" {
  value       = aws_lambda_function.this.function_name
  description = "Name of the function."
}
