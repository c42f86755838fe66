# moto takes PutBucketMetricsConfiguration for the creation of a bucket.
resource "aws_s3_bucket_metric" "this" {
  for_each = {}
}
