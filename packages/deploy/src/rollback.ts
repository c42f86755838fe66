import { DeployError } from "./errors.ts";
import type { Version } from "./function-client.ts";

/** A function as it stands: what there was, oldest first. */
export interface History {
  readonly name: string;
  readonly versions: readonly Version[];
}

export interface Step {
  readonly name: string;
  /** The version whose code shall run again. */
  readonly to: Version;
}

const RELEASE = /^release (\S+)$/;
const BACK = /^back to version (\d+)/;

/** How a deploy describes a version that it publishes. */
export const releaseDescription = (release: string): string => `release ${release}`;

/** How a version is described that brings old code back; what came between counts no more. */
export const backDescription = ({ version }: Version, why: string): string =>
  `back to version ${version} (${why})`;

/**
 * Which functions go back, and to which code. A release is undone as a whole: functions whose code
 * came with the newest release return to what they ran before it, the others stay. Done again, it
 * undoes the release before that.
 *
 * @param to a release to go back to, or the beginning of its name: each function gets the code that it ran right after it
 * @throws DeployError where there is nothing to go back to
 */
export function rollbackSteps(histories: readonly History[], to?: string): readonly Step[] {
  const effective = histories.map(({ name, versions }) => ({ name, versions: undone(versions) }));
  const newest = newestRelease(effective);
  if (to === undefined) {
    if (newest === undefined) throw new DeployError("There is no release to roll back");
    return effective.flatMap((history) => stepBefore(history, newest));
  }
  const release = releaseNamed(histories, to);
  const times = histories
    .flatMap(({ versions }) => versions)
    .filter((version) => releaseOf(version) === release)
    .map(({ publishedAt }) => publishedAt);
  const limit = Math.max(...times);
  return effective.flatMap(({ name, versions }) => {
    const wanted = versions.findLast(({ publishedAt }) => publishedAt <= limit);
    if (wanted === undefined || wanted.codeSha256 === versions.at(-1)?.codeSha256) return [];
    return [{ name, to: wanted }];
  });
}

/** A release by its name or, as with commits, by a beginning that no other has. */
function releaseNamed(histories: readonly History[], name: string): string {
  const all = histories.flatMap(({ versions }) => versions.map(releaseOf));
  const known = [...new Set(all)].filter((one) => one !== undefined);
  const found = known.includes(name) ? [name] : known.filter((one) => one.startsWith(name));
  const [release, ...more] = found;
  if (release === undefined) throw new DeployError(`No function has a version of release ${name}`);
  if (more.length > 0) throw new DeployError(`${name} may be any of ${found.join(", ")}`);
  return release;
}

/** The release that a version's code came with; Terraform's own versions carry none. */
function releaseOf({ description }: Version): string | undefined {
  return RELEASE.exec(description)?.[1];
}

/** Versions that count: what was gone back from is left out, and so are the versions that did it. */
function undone(versions: readonly Version[]): readonly Version[] {
  let kept: readonly Version[] = [];
  for (const version of versions) {
    const back = BACK.exec(version.description)?.[1];
    kept =
      back === undefined
        ? [...kept, version]
        : kept.filter((one) => Number(one.version) <= Number(back));
  }
  return kept;
}

function newestRelease(histories: readonly History[]): string | undefined {
  const released = histories
    .flatMap(({ versions }) => versions)
    .filter((version) => releaseOf(version) !== undefined)
    .sort((a, b) => a.publishedAt - b.publishedAt);
  const newest = released.at(-1);
  return newest && releaseOf(newest);
}

/** Terraform publishes the same code again when memory or environment change: those belong together. */
function stepBefore({ name, versions }: History, release: string): readonly Step[] {
  const code = versions.at(-1)?.codeSha256;
  const start = versions.findLastIndex(({ codeSha256 }) => codeSha256 !== code) + 1;
  const brought = versions.slice(start).find((version) => releaseOf(version) !== undefined);
  const before = versions[start - 1];
  if (brought === undefined || releaseOf(brought) !== release || before === undefined) return [];
  return [{ name, to: before }];
}
