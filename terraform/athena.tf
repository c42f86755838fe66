# Saved SQL of the repository, the same text that the local runtime runs. What a query is about stands in its front
# matter, lines of the form `-- key: value`.
locals {
  athena = "${local.repository}/athena"

  queries = {
    for name in fileset("${local.athena}/queries", "*.sql") : trimsuffix(name, ".sql") => {
      sql         = file("${local.athena}/queries/${name}")
      description = regex("(?m)^-- description: (.+?)\\s*$", file("${local.athena}/queries/${name}"))[0]
    }
  }

  views = { for view in jsondecode(file("${local.athena}/views/views.json")) : view.name => view }
}
