# Saved SQL of the repository. A query's title and description stand in its front matter, `-- key: value` lines.
locals {
  query_files = fileset("${local.repository}/athena/queries", "*.sql")
  views_file  = "${local.repository}/athena/views/views.json"

  queries = {
    for name in local.query_files : trimsuffix(name, ".sql") => {
      sql         = file("${local.repository}/athena/queries/${name}")
      description = ""
    }
  }

  views = {}
}
