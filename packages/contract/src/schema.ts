import { type SchemaOptions, type TUnsafe, Type } from "@sinclair/typebox";

// Every keyword used here is one that API Gateway's models take (JSON Schema draft-04, no `const`,
// `exclusiveMinimum` or `default`), every number is bounded and every text has a length:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html

const SAFE_INTEGER = 9_007_199_254_740_991;

/** RFC 3339 with an offset. What a pattern cannot say (30 February, the year) is checked in the functions. */
const RFC3339 =
  "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

/** `M/D/YYYY H:mm` as the Online Retail data writes it, seconds allowed. */
const US_WALL_TIME =
  "(0?[1-9]|1[0-2])/(0?[1-9]|[12][0-9]|3[01])/[0-9]{4} ([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";

export const timestamp = (options: SchemaOptions) =>
  Type.String({ ...options, pattern: `^${RFC3339}$`, maxLength: 40 });

export const wallTimeOrTimestamp = (options: SchemaOptions) =>
  Type.String({ ...options, pattern: `^(${US_WALL_TIME}|${RFC3339})$`, maxLength: 40 });

export const text = (maxLength: number, options: SchemaOptions) =>
  Type.String({ ...options, maxLength });

export const nullableText = (maxLength: number, options: SchemaOptions): TUnsafe<string | null> =>
  Type.Unsafe<string | null>({ ...options, type: ["string", "null"], maxLength });

/**
 * An identifier: a text of letters, digits, `_` and `-`, or a whole number, which some exports
 * write with a fraction of zero (`17850.0`). `multipleOf: 1` instead of `integer`, because draft-04
 * calls 17850.0 no integer.
 */
export const identifier = (maxLength: number, options: SchemaOptions): TUnsafe<string | number> =>
  Type.Unsafe<string | number>({
    ...options,
    type: ["string", "number"],
    pattern: `^[A-Za-z0-9_-]{1,${maxLength}}$`,
    minimum: 0,
    maximum: SAFE_INTEGER,
    multipleOf: 1,
  });

export const nullableIdentifier = (
  maxLength: number,
  options: SchemaOptions,
): TUnsafe<string | number | null> =>
  Type.Unsafe<string | number | null>({
    ...options,
    type: ["string", "number", "null"],
    // Beside null, an empty text is what a CSV export writes for a guest.
    pattern: `^[A-Za-z0-9_-]{0,${maxLength}}$`,
    minimum: 0,
    maximum: SAFE_INTEGER,
    multipleOf: 1,
  });

/** A code that need not be an identifier: any text of 1 to `maxLength` characters, or a whole number. */
export const code = (maxLength: number, options: SchemaOptions): TUnsafe<string | number> =>
  Type.Unsafe<string | number>({
    ...options,
    type: ["string", "number"],
    minLength: 1,
    maxLength,
    minimum: 0,
    maximum: SAFE_INTEGER,
    multipleOf: 1,
  });

export const int32 = (minimum: number, options: SchemaOptions) =>
  Type.Integer({ ...options, minimum, maximum: 2_147_483_647 });

export const money = (minimum: number, maximum: number, decimals: number, options: SchemaOptions) =>
  Type.Number({ ...options, minimum, maximum, multipleOf: Number(`1e-${decimals}`) });

export const oneOf = <T extends string>(values: readonly T[], options: SchemaOptions): TUnsafe<T> =>
  Type.Unsafe<T>({ ...options, type: "string", enum: [...values] });
