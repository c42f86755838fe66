# Region and credentials come from the environment (AWS_REGION, AWS_PROFILE, …) unless `region` is set.
provider "aws" {
  region = var.region

  default_tags {
    tags = merge(
      { application = var.name_prefix, environment = var.environment, "managed-by" = "terraform" },
      var.tags,
    )
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}
