provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "123456789012" }
}

run "options_are_off_by_default" {
  command = plan

  assert {
    condition     = output.authorization == "iam" && output.api_key_id == null
    error_message = "Requests are signed, and there is no shared key, unless it is asked for."
  }

  assert {
    condition     = output.deploy_role_arn == null && length(module.deploy_role) == 0
    error_message = "There is no deploy role unless a repository is named."
  }

  assert {
    condition     = local.deletion_protection
    error_message = "Tables are protected unless everything is meant to go."
  }

  assert {
    condition     = length(module.delivery) == length(local.contract.datasets) && length(module.function) == length(local.contract.functions)
    error_message = "Every dataset has its delivery stream, every function of the contract is there."
  }

  assert {
    condition     = contains(keys(module.observability.alarms), "stream-read-throttles") && contains(keys(module.observability.alarms), "delivery-stalled")
    error_message = "Readers that are throttled, and delivery streams that do not read, are told."
  }

  assert {
    condition     = output.stream_name == "tributary-dev-events" && output.function_names["query-api"] == "tributary-dev-query-api" && output.glue_database == "tributary_dev"
    error_message = "Names are made of name_prefix and environment."
  }
}

run "two_pipelines_share_no_name" {
  command = plan

  variables {
    name_prefix       = "shop"
    environment       = "test"
    stream_generation = 2
  }

  assert {
    condition     = output.stream_name == "shop-test-events-2" && output.data_bucket == "shop-test-data-123456789012" && output.athena_workgroup == "shop-test"
    error_message = "Names are made of name_prefix, environment and, for the stream, its generation."
  }
}

run "force_destroy_lifts_the_protection_of_tables" {
  command = plan

  variables {
    force_destroy = true
  }

  assert {
    condition     = !local.deletion_protection
    error_message = "With force_destroy nothing may be left behind."
  }
}

run "all_options" {
  command = plan

  variables {
    alarm_email                   = "alarms@example.com"
    api_logging                   = "create"
    authorization                 = "cognito"
    cognito_scopes                = ["orders/write"]
    cognito_user_pool_arns        = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc"]
    consumer_reserved_concurrency = 5
    create_github_oidc_provider   = true
    crawler_schedule              = "cron(15 * * * ? *)"
    enhanced_fan_out              = false
    github_repository             = "example/shop"
    s3_access_log_bucket          = "access-logs"
    stream_mode                   = "provisioned"
    stream_shards                 = 2
    tracing                       = true
  }

  assert {
    condition     = length(module.deploy_role) == 1 && output.authorization == "cognito"
    error_message = "Options do what they say."
  }

  assert {
    condition     = !contains(keys(module.observability.alarms), "stream-read-throttles")
    error_message = "Without enhanced fan-out a shard is always asked too often: that alarm would never end."
  }
}

run "refuses_what_is_not_allowed" {
  command = plan

  variables {
    api_logging                   = "on"
    authorization                 = "none"
    consumer_reserved_concurrency = 0
    environment                   = "pre-prod"
    github_repository             = "example/*"
    log_retention_days            = 42
    memory_mb                     = { query-api = 64 }
    name_prefix                   = "Shop"
    projection_start              = "2024-1-1"
    scan_limit_bytes              = 1
    stream_generation             = 0
    stream_mode                   = "serverless"
    stream_shards                 = 0
    table_max_read_units          = 0
    table_max_write_units         = 0
    throttle_burst                = 0
    throttle_rate                 = 0
  }

  expect_failures = [
    var.api_logging,
    var.authorization,
    var.consumer_reserved_concurrency,
    var.environment,
    var.github_repository,
    var.log_retention_days,
    var.memory_mb,
    var.name_prefix,
    var.projection_start,
    var.scan_limit_bytes,
    var.stream_generation,
    var.stream_mode,
    var.stream_shards,
    var.table_max_read_units,
    var.table_max_write_units,
    var.throttle_burst,
    var.throttle_rate,
  ]
}

run "refuses_cognito_without_a_pool" {
  command = plan

  variables {
    authorization = "cognito"
    name_prefix   = "shop-"
  }

  expect_failures = [var.cognito_user_pool_arns, var.name_prefix]
}

run "refuses_a_pool_without_cognito" {
  command = plan

  variables {
    cognito_user_pool_arns = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/a"]
    name_prefix            = "a-prefix-that-is-too-long"
  }

  expect_failures = [var.cognito_user_pool_arns, var.name_prefix]
}
