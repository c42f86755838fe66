import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * An attribute as JSON. A number stays the text that DynamoDB holds, so that 17.85 is 17.85 whatever
 * reads it.
 */
export function attributeJson(value: AttributeValue | undefined): string {
  if (value === undefined) return "null";
  if (value.S !== undefined) return JSON.stringify(value.S);
  if (value.N !== undefined) return numberJson(value.N);
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.M !== undefined) return itemJson(value.M);
  if (value.L !== undefined) return `[${value.L.map(attributeJson).join(",")}]`;
  return "null";
}

/** The named attributes of an item as a JSON object, in that order; all of them where none is named. */
export function itemJson(item: Item, names: readonly string[] = Object.keys(item)): string {
  return objectJson(Object.fromEntries(names.map((name) => [name, attributeJson(item[name])])));
}

/** An object of which the members' values are JSON already. */
export function objectJson(members: Readonly<Record<string, string>>): string {
  const texts = Object.entries(members).map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return `{${texts.join(",")}}`;
}

function numberJson(text: string): string {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : JSON.stringify(text);
}
