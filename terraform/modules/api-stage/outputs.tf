output "api_key_id" {
  value       = one(aws_api_gateway_api_key.this[*].id)
  description = "The shared key, or null."
}

output "stage_arn" {
  value       = aws_api_gateway_stage.this.arn
  description = "The stage, for a WAF of your own."
}

output "url" {
  value       = aws_api_gateway_stage.this.invoke_url
  description = "Where the API is."
}

output "api_key" {
  value       = one(aws_api_gateway_api_key.this[*].value)
  description = "Value of the shared key, or null."
  sensitive   = true
}
