resource "aws_dynamodb_table" "this" {
  lifecycle {
    # moto does not store on_demand_throughput.
    ignore_changes = [on_demand_throughput, global_secondary_index]
  }
}
