import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "./workspace.ts";

export const NAME = "shop-test";
export const ACCESS_LOGS = "shop-access-logs";

/** Every option on, as far as options do not exclude each other. */
export const everyOption = {
  alarm_email: "alarms@example.com",
  api_logging: "create",
  authorization: "api_key",
  consumer_reserved_concurrency: 5,
  create_github_oidc_provider: true,
  crawler_schedule: "cron(15 * * * ? *)",
  deletion_protection: true,
  enhanced_fan_out: true,
  environment: "test",
  force_destroy: true,
  github_repository: "example/shop",
  name_prefix: "shop",
  s3_access_log_bucket: ACCESS_LOGS,
  stream_mode: "provisioned",
  stream_shards: 2,
  tags: { team: "orders" },
  tracing: true,
} as const;

/** Sets the pipeline's variables for every later run in this workspace. */
export function setVariables(
  workspace: Workspace,
  variables: Readonly<Record<string, unknown>>,
): void {
  writeFileSync(join(workspace.directory, "test.auto.tfvars.json"), JSON.stringify(variables));
}
