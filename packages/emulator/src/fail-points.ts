/**
 * Named places where a fault can be made to happen, so that tests can prove what survives it.
 * `FAULT=hop:kind:n` acts on the n-th pass through `hop` (`n+`: on that one and every later one);
 * several are separated by commas. Kinds: `kill` (SIGKILL to this process), `throw`, `eio`,
 * `enospc` (errors as the disk would raise them), `delay` (`hop:delay:n:ms`, 1,000 ms by default).
 */

const kinds = ["kill", "throw", "eio", "enospc", "delay"] as const;
type Kind = (typeof kinds)[number];

interface Fault {
  readonly hop: string;
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly milliseconds: number;
  passes: number;
}

let faults: readonly Fault[] | undefined = parseFaults(process.env.FAULT);

/**
 * Marks a pass through `hop`. Costs one comparison when no fault is set.
 *
 * @returns a promise only where a delay is due, so that a hot path need not await:
 * @example
 * const pause = failPoint("log.ack");
 * if (pause !== undefined) await pause;
 * @throws Error with code `EIO`, `ENOSPC` or none, as the fault says
 */
export function failPoint(hop: string): Promise<void> | undefined {
  return faults === undefined ? undefined : pass(faults, hop);
}

/** Sets or clears the faults of this process: for tests, which cannot set the environment in time. */
export function setFaults(specification: string | undefined): void {
  faults = parseFaults(specification);
}

/** @throws Error that names the part it cannot read: a misspelt fault must not pass for a survived one. */
function parseFaults(specification: string | undefined): readonly Fault[] | undefined {
  if (specification === undefined || specification === "") return undefined;
  return specification.split(",").map((part) => {
    const [hop = "", name = "", count = "1", milliseconds = "1000"] = part.trim().split(":");
    const kind = kinds.find((known) => known === name);
    if (
      hop === "" ||
      kind === undefined ||
      !/^[1-9]\d*\+?$/.test(count) ||
      !/^\d+$/.test(milliseconds)
    ) {
      throw new Error(
        `FAULT "${part}" is not hop:kind:n with kind ${kinds.join(", ")} and n from 1 (or "n+")`,
      );
    }
    const from = Number.parseInt(count, 10);
    const to = count.endsWith("+") ? Number.POSITIVE_INFINITY : from;
    return { hop, kind, from, to, milliseconds: Number(milliseconds), passes: 0 };
  });
}

function pass(armed: readonly Fault[], hop: string): Promise<void> | undefined {
  for (const fault of armed) {
    if (fault.hop !== hop) continue;
    fault.passes += 1;
    if (fault.passes < fault.from || fault.passes > fault.to) continue;
    if (fault.kind === "delay") {
      return new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    }
    if (fault.kind === "kill") {
      process.kill(process.pid, "SIGKILL");
      // The signal takes effect at once on POSIX; nothing after this point may run before it does.
      return new Promise(() => {});
    }
    throw faultError(fault.kind, hop);
  }
  return undefined;
}

function faultError(kind: "throw" | "eio" | "enospc", hop: string): Error {
  const error = new Error(`fault injected at ${hop} (${kind})`);
  return kind === "throw" ? error : Object.assign(error, { code: kind.toUpperCase() });
}
