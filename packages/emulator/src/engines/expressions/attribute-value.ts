/**
 * One attribute value as the wire has it: exactly one member is set. Binary values stay in base64,
 * so a value goes from the request to the disk and back without being converted.
 */
export type AttributeValue = {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: AttributeMap;
};

export interface AttributeMap {
  [name: string]: AttributeValue;
}

export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** In the order in which AWS lists them in messages. */
export const ATTRIBUTE_TYPES: readonly AttributeType[] = [
  "N",
  "BS",
  "L",
  "B",
  "NULL",
  "M",
  "S",
  "SS",
  "NS",
  "BOOL",
];

export function typeOf(value: AttributeValue): AttributeType {
  if (value.S !== undefined) return "S";
  if (value.N !== undefined) return "N";
  if (value.M !== undefined) return "M";
  if (value.L !== undefined) return "L";
  if (value.BOOL !== undefined) return "BOOL";
  if (value.NULL !== undefined) return "NULL";
  if (value.SS !== undefined) return "SS";
  if (value.NS !== undefined) return "NS";
  if (value.B !== undefined) return "B";
  return "BS";
}

/** A member of a map by its own name: `constructor` and `__proto__` are names like any other. */
export function member(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Sets a member; plain assignment of `__proto__` would replace the object's prototype. */
export function setMember(map: AttributeMap, name: string, value: AttributeValue): void {
  if (name === "__proto__") {
    Object.defineProperty(map, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    map[name] = value;
  }
}
