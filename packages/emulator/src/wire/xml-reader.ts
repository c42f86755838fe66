/** An element of an XML document: its children by local name, its own text. Attributes are skipped. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const MAX_DEPTH = 32;

interface OpenElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/**
 * Reads the small documents of REST XML requests. No document types (so no entities but XML's own).
 *
 * @returns the root element; undefined where the text is not such a document
 */
export function readXml(text: string): XmlElement | undefined {
  const top: OpenElement = { name: "", text: "", children: [] };
  const open: OpenElement[] = [top];
  TOKEN.lastIndex = 0;
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    const current = open.at(-1);
    if (match === null || current === undefined) return undefined;
    const [, cdata, closing, opening, , selfClosing, characters] = match;
    if (cdata !== undefined) current.text += cdata;
    else if (characters !== undefined) current.text += unescapeXml(characters);
    else if (opening !== undefined) {
      const element: OpenElement = { name: localName(opening), text: "", children: [] };
      current.children.push(element);
      if (selfClosing === "") open.push(element);
      if (open.length > MAX_DEPTH) return undefined;
    } else if (closing !== undefined) {
      if (open.length === 1 || current.name !== localName(closing)) return undefined;
      open.pop();
    }
  }
  const isWhole = open.length === 1 && top.children.length === 1 && top.text.trim() === "";
  return isWhole ? top.children[0] : undefined;
}

/** Text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
