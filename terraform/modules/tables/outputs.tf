output "arns" {
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
  description = "Tables by their name in the contract."
}

output "index_arns" {
  value = {
    for key, table in aws_dynamodb_table.this : key => [
      for index in var.tables[key].indexes : "${table.arn}/index/${index.name}"
    ]
  }
  description = "Indexes of each table."
}

output "names" {
  value       = { for key, table in aws_dynamodb_table.this : key => table.name }
  description = "Names by the name in the contract."
}
