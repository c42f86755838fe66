import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Standard output of a program that may not be on this machine: undefined where it, or a module of it, is missing. */
export async function ask(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, [...args], {
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    return stdout;
  } catch (error) {
    if (/ENOENT|command not found|ModuleNotFoundError/.test(String(error))) return undefined;
    throw error;
  }
}

/** What an AWS client needs to talk to the embedded AWS and to nothing else. */
export const awsEnvironment = (awsUrl: string): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: awsUrl,
  AWS_ACCESS_KEY_ID: "any",
  AWS_SECRET_ACCESS_KEY: "any",
  AWS_REGION: "eu-central-1",
  AWS_DEFAULT_REGION: "eu-central-1",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "2",
  PYTHONIOENCODING: "utf-8",
});
