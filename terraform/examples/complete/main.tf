# Every option that a production account uses. The user pool is yours; the GitHub repository deploys the code.
module "tributary" {
  source = "../.."

  name_prefix = "shop"
  environment = "prod"
  tags        = { team = "orders" }

  # Who may call, and how much.
  authorization          = "cognito"
  cognito_user_pool_arns = [var.user_pool_arn]
  cognito_scopes         = ["orders/write", "orders/read"]
  throttle_rate          = 2000
  throttle_burst         = 4000

  # Capacity and its bounds.
  stream_mode                   = "on_demand"
  enhanced_fan_out              = true
  consumer_reserved_concurrency = 50
  table_max_read_units          = 10000
  table_max_write_units         = 10000
  memory_mb                     = { kinesis-consumer = 2048 }

  # What is seen.
  alarm_email          = var.alarm_email
  api_logging          = "create"
  log_retention_days   = 90
  s3_access_log_bucket = var.access_log_bucket
  tracing              = true
  runbook_url          = "https://github.com/${var.repository}/blob/prod/docs/guides/operate.md"

  # What is asked.
  projection_start = "2024-01-01"
  scan_limit_bytes = 107374182400
  crawler_schedule = "cron(15 * * * ? *)"

  # Who deploys.
  github_repository           = var.repository
  create_github_oidc_provider = true
}
