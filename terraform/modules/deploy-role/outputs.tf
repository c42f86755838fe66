output "role_arn" {
  value       = aws_iam_role.this.arn
  description = "Role of the deploy workflow."
}
