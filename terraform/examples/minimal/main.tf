# The cheapest pipeline that is still the whole pipeline: one shard, no enhanced fan-out, everything goes with
# `terraform destroy`. About 15 USD a month while nothing is sent.
module "tributary" {
  source = "../.."

  name_prefix      = "shop"
  environment      = "demo"
  stream_mode      = "provisioned"
  stream_shards    = 1
  enhanced_fan_out = false
  force_destroy    = true
}

output "api_url" {
  value       = module.tributary.api_url
  description = "Where to send orders."
}

output "tributary" {
  value       = module.tributary
  description = "All outputs of the pipeline."
  sensitive   = true
}
