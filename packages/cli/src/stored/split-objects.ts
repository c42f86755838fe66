/** The events in a record: consecutive JSON objects, with white space between them or without. */
export function splitObjects(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.every((line) => line.startsWith('{"specversion"') && line.endsWith("}"))) {
    const whole = lines.every((line) => !line.includes('}{"specversion"'));
    if (whole) return lines;
  }
  const found: string[] = [];
  let depth = 0;
  let start = -1;
  let inText = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (inText) {
      if (char === "\\") i += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === "{" || char === "[") {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found.length > 0 ? found : [text];
}
