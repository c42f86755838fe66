variable "allow" {
  type        = map(string)
  description = "Value of the `Allow` header by path, for every path that has methods."
}

variable "authorization" {
  type        = string
  description = "`iam`, `api_key` or `cognito`."
}

variable "cognito_scopes" {
  type        = list(string)
  description = "OAuth scopes of which a token must have one."
}

variable "cognito_user_pool_arns" {
  type        = list(string)
  description = "User pools whose tokens are accepted."
}

variable "logging" {
  type        = string
  description = "`create` makes the account's logging role."
}

variable "mock_templates" {
  type        = map(string)
  description = "Templates of the 404 and 405 mocks, by `<template>.request` and `<template>.response`."
}

variable "name" {
  type        = string
  description = "Name of the API."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "paths" {
  type        = set(string)
  description = "Paths with methods, such as `/orders/{order_id}`."
}
