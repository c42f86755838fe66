resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    id     = "leftovers"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = each.key == "athena" ? [1] : []

    content {
      id     = "results"
      status = "Enabled"
      filter {}

      expiration {
        days = 30
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
