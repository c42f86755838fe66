variable "alarm_email" {
  type        = string
  default     = null
  description = "Address that alarms are sent to; AWS asks it to confirm. Null: the topic has no subscriber yet."
}

variable "api_logging" {
  type        = string
  default     = "off"
  description = "Access and error logs of the API. API Gateway writes them with one role per account and Region: `create` makes that role, `existing` uses the one that is there, `off` writes no logs."

  validation {
    condition     = contains(["off", "existing", "create"], var.api_logging)
    error_message = "api_logging must be \"off\", \"existing\" or \"create\"."
  }
}

variable "authorization" {
  type        = string
  default     = "iam"
  description = "Who may call the API: `iam` (requests signed with SigV4), `api_key` (a shared key; no authentication in AWS's sense), `cognito` (a token of a user pool)."

  validation {
    condition     = contains(["iam", "api_key", "cognito"], var.authorization)
    error_message = "authorization must be \"iam\", \"api_key\" or \"cognito\"."
  }
}

variable "cognito_scopes" {
  type        = list(string)
  default     = []
  description = "OAuth scopes of which a token must have one, with `authorization = \"cognito\"`. Empty: identity tokens are accepted."
}

variable "cognito_user_pool_arns" {
  type        = list(string)
  default     = []
  description = "ARNs of the user pools whose tokens are accepted, with `authorization = \"cognito\"`."

  validation {
    condition     = (var.authorization == "cognito") == (length(var.cognito_user_pool_arns) > 0)
    error_message = "cognito_user_pool_arns must name at least one user pool with authorization = \"cognito\", and be empty otherwise."
  }
}

variable "consumer_reserved_concurrency" {
  type        = number
  default     = -1
  description = "Most copies of kinesis-consumer that run at once, which protects the tables. -1: no limit (a new account has 10 for all functions, and cannot reserve any)."

  validation {
    condition     = var.consumer_reserved_concurrency == -1 || var.consumer_reserved_concurrency >= 1
    error_message = "consumer_reserved_concurrency must be -1 (no limit) or at least 1; 0 would stop the function."
  }
}

variable "crawler_schedule" {
  type        = string
  default     = null
  description = "When a Glue crawler registers partitions, for readers other than Athena, for example `cron(15 * * * ? *)`. Null: no crawler; Athena needs none."
}

variable "create_github_oidc_provider" {
  type        = bool
  default     = false
  description = "Whether to create the account's provider for GitHub's OIDC tokens. An account has one: false uses the one that is there."
}

variable "deletion_protection" {
  type        = bool
  default     = null
  description = "Whether DynamoDB refuses to delete the tables. Null: the opposite of `force_destroy`."
}

variable "enhanced_fan_out" {
  type        = bool
  default     = true
  description = "Whether the two functions read the stream through consumers of their own. False saves about 22 USD a month a shard, and the five delivery streams and both functions then share five reads a second."
}

variable "environment" {
  type        = string
  default     = "dev"
  description = "Second part of every name, so that several pipelines live in one account. A second Region is a second environment."

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.environment))
    error_message = "environment must be 2 to 10 lower-case letters and digits, beginning with a letter."
  }
}

variable "force_destroy" {
  type        = bool
  default     = false
  description = "Whether `terraform destroy` deletes buckets with what is in them."
}

variable "functions_dir" {
  type        = string
  default     = null
  description = "Folder with `<function>/dist/function.zip`. Null: packages/lambdas of this repository, filled by `pnpm build`."
}

variable "github_repository" {
  type        = string
  default     = null
  description = "Repository whose deploy workflow may redeploy the functions, as `OWNER/REPO`, from its environment `prod` only. Null: no deploy role."

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/REPO, without wildcards."
  }
}

variable "log_retention_days" {
  type        = number
  default     = 30
  description = "Days that logs are kept."

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "memory_mb" {
  type        = map(number)
  default     = {}
  description = "Memory of functions, by name, where it should differ from the contract's, for example `{ kinesis-consumer = 2048 }`."

  validation {
    condition     = alltrue([for mb in values(var.memory_mb) : mb >= 128 && mb <= 10240])
    error_message = "memory_mb must be 128 to 10240 for every function."
  }
}

variable "name_prefix" {
  type        = string
  default     = "tributary"
  description = "First part of every name."

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9]){2,15}$", var.name_prefix)) && length(var.name_prefix) <= 16
    error_message = "name_prefix must be 3 to 16 lower-case letters, digits and single hyphens, beginning with a letter and not ending with a hyphen."
  }
}

variable "projection_start" {
  type        = string
  default     = null
  description = "First day, yyyy-MM-dd, that Athena looks for when a query does not filter by `dt`. Null: the contract's."

  validation {
    condition     = var.projection_start == null || can(regex("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", var.projection_start))
    error_message = "projection_start must be a day such as 2024-01-31."
  }
}

variable "region" {
  type        = string
  default     = null
  description = "Region. Null: the environment's (AWS_REGION or the profile)."
}

variable "runbook_url" {
  type        = string
  default     = "docs/guides/operate.md"
  description = "Where the alarms' runbook is to be read; every alarm's description links to its section."
}

variable "s3_access_log_bucket" {
  type        = string
  default     = null
  description = "Name of a bucket that takes S3 server access logs. Null: none are written."
}

variable "scan_limit_bytes" {
  type        = number
  default     = 10737418240
  description = "Athena stops a query that scans more. 10 GiB cost about 0.05 USD."

  validation {
    condition     = var.scan_limit_bytes >= 10485760
    error_message = "scan_limit_bytes must be at least 10485760 (10 MiB), Athena's minimum."
  }
}

variable "stream_generation" {
  type        = number
  default     = 1
  description = "Raise it to replace the stream and its delivery streams by new ones under new names. docs/guides/operate.md says how to drain first."

  validation {
    condition     = var.stream_generation >= 1 && floor(var.stream_generation) == var.stream_generation
    error_message = "stream_generation must be a whole number from 1."
  }
}

variable "stream_mode" {
  type        = string
  default     = "on_demand"
  description = "Capacity of the stream: `on_demand` scales by itself, `provisioned` has `stream_shards` shards (about 11 USD a month each)."

  validation {
    condition     = contains(["on_demand", "provisioned"], var.stream_mode)
    error_message = "stream_mode must be \"on_demand\" or \"provisioned\"."
  }
}

variable "stream_shards" {
  type        = number
  default     = 1
  description = "Shards of a provisioned stream: one takes 1 MB or 1,000 records a second."

  validation {
    condition     = var.stream_shards >= 1 && var.stream_shards <= 500 && floor(var.stream_shards) == var.stream_shards
    error_message = "stream_shards must be a whole number from 1 to 500."
  }
}

variable "table_max_read_units" {
  type        = number
  default     = 4000
  description = "Upper bound of a table's reads a second, which bounds its bill."

  validation {
    condition     = var.table_max_read_units >= 1
    error_message = "table_max_read_units must be at least 1."
  }
}

variable "table_max_write_units" {
  type        = number
  default     = 4000
  description = "Upper bound of a table's writes a second, which bounds its bill. The consumer waits and catches up when it is reached."

  validation {
    condition     = var.table_max_write_units >= 1
    error_message = "table_max_write_units must be at least 1."
  }
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "Tags of every resource, beside application, environment and managed-by."
}

variable "throttle_burst" {
  type        = number
  default     = 2000
  description = "Requests that the API takes at once before it answers 429."

  validation {
    condition     = var.throttle_burst >= 1
    error_message = "throttle_burst must be at least 1."
  }
}

variable "throttle_rate" {
  type        = number
  default     = 1000
  description = "Requests a second that the API takes before it answers 429."

  validation {
    condition     = var.throttle_rate >= 1
    error_message = "throttle_rate must be at least 1."
  }
}

variable "tracing" {
  type        = bool
  default     = false
  description = "Whether the API and the functions send traces to X-Ray."
}
