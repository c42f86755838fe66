variable "api_id" {
  type        = string
  description = "The REST API."
}

variable "authorization" {
  type = object({
    type             = string
    authorizer_id    = string
    scopes           = list(string)
    api_key_required = bool
  })
  description = "What the methods are protected by."
}

variable "execution_arn" {
  type        = string
  description = "First part of the ARNs of calls."
}

variable "function_invoke_arn" {
  type        = string
  description = "Alias of the function, as API Gateway calls it."
}

variable "function_name" {
  type        = string
  description = "Name of the function."
}

variable "resource_ids" {
  type        = map(string)
  description = "API resources by path."
}

variable "routes" {
  type = map(object({
    method = string
    path   = string
    query  = list(string)
  }))
  description = "The contract's query routes."
}

variable "stage" {
  type        = string
  description = "Name of the stage."
}
