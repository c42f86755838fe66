provider "aws" {
  # An API that moto lacks answers 404 or 500, which the provider would retry for minutes.
  max_retries = 2
}
