# State in S3, locked there, and read by another stack: here a policy for a producer that signs its requests.
#
# For the pipeline itself, put this beside terraform/versions.tf and run `terraform init -migrate-state`:
#
#   terraform {
#     backend "s3" {
#       bucket       = "example-terraform-state"
#       key          = "tributary/prod.tfstate"
#       region       = "eu-west-1"
#       use_lockfile = true
#       encrypt      = true
#     }
#   }
data "terraform_remote_state" "tributary" {
  backend = "s3"

  config = {
    bucket = var.state_bucket
    key    = "tributary/prod.tfstate"
    region = var.state_region
  }
}

data "aws_iam_policy_document" "producer" {
  statement {
    sid       = "SendOrders"
    actions   = ["execute-api:Invoke"]
    resources = [for arn in data.terraform_remote_state.tributary.outputs.invoke_arns : arn if strcontains(arn, "/POST/")]
  }
}

resource "aws_iam_policy" "producer" {
  name        = "${data.terraform_remote_state.tributary.outputs.name}-producer"
  description = "Sends orders to ${data.terraform_remote_state.tributary.outputs.api_url}"
  policy      = data.aws_iam_policy_document.producer.json
}
