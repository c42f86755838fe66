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

variable "kms_key_arn" {
  type        = string
  description = "Key that encrypts the stream."
}

variable "models" {
  type        = map(string)
  description = "JSON schemas by the name of the model."
}

variable "name" {
  type        = string
  description = "Name of the pipeline."
}

variable "partition" {
  type        = string
  description = "AWS partition."
}

variable "region" {
  type        = string
  description = "Region of the stream."
}

variable "resource_ids" {
  type        = map(string)
  description = "API resources by path."
}

variable "routes" {
  type = map(object({
    method  = string
    path    = string
    batch   = bool
    model   = string
    prelude = string
  }))
  description = "The contract's ingest routes."
}

variable "stream_arn" {
  type        = string
  description = "Stream that takes the records; its name is the stage variable `stream`."
}

variable "templates" {
  type        = map(string)
  description = "Mapping templates by file name without `.vtl`."
}
