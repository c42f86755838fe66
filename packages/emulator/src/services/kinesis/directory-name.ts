const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * A stream's name as a directory's: distinct on file systems that ignore case, and no name that
 * Windows reserves or cuts. Capitals get a `!` before them, a dot at either end becomes `!-`.
 */
export function directoryName(streamName: string): string {
  const name = streamName
    .replace(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`)
    .replace(/^\.|\.$/g, "!-");
  return reserved.test(name) ? `!!${name}` : name;
}
