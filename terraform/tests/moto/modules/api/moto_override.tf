resource "aws_api_gateway_account" "this" {
  # moto answers 500 when the role is taken out of the account's settings.
  reset_on_delete = false
}
