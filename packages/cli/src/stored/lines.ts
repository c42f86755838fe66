/** The lines of an NDJSON object, parsed. @throws SyntaxError that names the line's number */
export function* jsonLines(text: string): Generator<unknown> {
  let number = 0;
  for (const line of text.split("\n")) {
    number += 1;
    if (line === "") continue;
    try {
      yield JSON.parse(line);
    } catch (cause) {
      throw new SyntaxError(`Line ${number} is no JSON: ${line.slice(0, 80)}`, { cause });
    }
  }
}
