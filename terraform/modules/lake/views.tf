# Athena keeps a view as a table whose text is Presto's own description of it in base64:
# https://docs.aws.amazon.com/athena/latest/ug/create-view.html
locals {
  presto_types = {
    string  = "varchar"
    int     = "integer"
    float   = "real"
    binary  = "varbinary"
    varchar = "varchar"
    integer = "integer"
  }

  # Keys in the order of the alphabet, as jsonencode writes them.
  presto_views = {
    for name, view in var.views : name => jsonencode({
      catalog = "awsdatacatalog"
      columns = [
        for column in view.columns : {
          name = column.name
          type = lookup(local.presto_types, column.type, column.type)
        }
      ]
      originalSql = view.sql
      schema      = aws_glue_catalog_database.this.name
    })
  }
}

resource "aws_glue_catalog_table" "view" {
  for_each = var.views

  database_name      = aws_glue_catalog_database.this.name
  name               = each.key
  description        = each.value.description
  table_type         = "VIRTUAL_VIEW"
  view_original_text = "/* Presto View: ${base64encode(local.presto_views[each.key])} */"
  view_expanded_text = "/* Presto View */"

  parameters = {
    presto_view = "true"
    comment     = "Presto View"
  }

  storage_descriptor {
    dynamic "columns" {
      for_each = each.value.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }

    ser_de_info {
      name                  = "-"
      serialization_library = "-"
    }
  }
}
