# Registers partitions for readers that do not know partition projection (Redshift Spectrum, EMR). Athena needs none.
resource "aws_glue_crawler" "this" {
  count = var.crawler_schedule == null ? 0 : 1

  name                   = var.name
  description            = "Registers partitions of the lake of ${var.name}"
  database_name          = aws_glue_catalog_database.this.name
  role                   = aws_iam_role.crawler[0].arn
  schedule               = var.crawler_schedule
  security_configuration = aws_glue_security_configuration.crawler[0].name

  catalog_target {
    database_name = aws_glue_catalog_database.this.name
    tables        = sort([for table in aws_glue_catalog_table.dataset : table.name])
  }

  # The contract says what the columns are.
  schema_change_policy {
    delete_behavior = "LOG"
    update_behavior = "LOG"
  }

  configuration = jsonencode({
    Version       = 1.0
    CrawlerOutput = { Partitions = { AddOrUpdateBehavior = "InheritFromTable" } }
    Grouping      = { TableGroupingPolicy = "CombineCompatibleSchemas" }
  })
}

resource "aws_glue_security_configuration" "crawler" {
  count = var.crawler_schedule == null ? 0 : 1

  name = "${var.name}-crawler"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = var.kms_key_arn
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = var.kms_key_arn
    }

    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = var.kms_key_arn
    }
  }
}

# With a security configuration the name of the log group carries role and configuration:
# https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
resource "aws_cloudwatch_log_group" "crawler" {
  count = var.crawler_schedule == null ? 0 : 1

  name              = "/aws-glue/crawlers-role/${aws_iam_role.crawler[0].name}-${aws_glue_security_configuration.crawler[0].name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "crawler" {
  count = var.crawler_schedule == null ? 0 : 1

  name               = "${var.name}-crawler"
  assume_role_policy = data.aws_iam_policy_document.crawler_trust[0].json
}

data "aws_iam_policy_document" "crawler_trust" {
  count = var.crawler_schedule == null ? 0 : 1

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["glue.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "crawler" {
  count = var.crawler_schedule == null ? 0 : 1

  name   = "crawler"
  role   = aws_iam_role.crawler[0].name
  policy = data.aws_iam_policy_document.crawler[0].json
}

data "aws_iam_policy_document" "crawler" {
  count = var.crawler_schedule == null ? 0 : 1

  statement {
    sid = "Catalog"
    actions = [
      "glue:BatchCreatePartition",
      "glue:BatchGetPartition",
      "glue:BatchUpdatePartition",
      "glue:CreatePartition",
      "glue:GetDatabase",
      "glue:GetPartition",
      "glue:GetPartitions",
      "glue:GetTable",
      "glue:GetTables",
      "glue:UpdatePartition",
      "glue:UpdateTable",
    ]
    resources = concat(
      [
        "arn:${var.partition}:glue:${var.region}:${var.account_id}:catalog",
        aws_glue_catalog_database.this.arn,
      ],
      sort([for table in aws_glue_catalog_table.dataset : table.arn]),
    )
  }

  statement {
    sid       = "SecurityConfiguration"
    actions   = ["glue:GetSecurityConfiguration"]
    resources = ["*"]
  }

  statement {
    sid       = "Bucket"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket"]
    resources = [aws_s3_bucket.this["data"].arn]
  }

  statement {
    sid       = "Lake"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this["data"].arn}/${var.prefixes.lake}*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]
  }

  # The crawler associates the key with its log group by itself, also with one that has it.
  statement {
    sid       = "Logs"
    actions   = ["logs:AssociateKmsKey", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [aws_cloudwatch_log_group.crawler[0].arn, "${aws_cloudwatch_log_group.crawler[0].arn}:*"]
  }
}
