import type { Path } from "./ast.ts";
import { OperandParser } from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenStream } from "./tokens.ts";
import { overlapping } from "./update-expression.ts";

/**
 * Parses a projection expression.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 *
 * @throws AwsError ValidationException
 */
export function parseProjection(text: string, placeholders: Placeholders): Path[] {
  const tokens = new TokenStream(text, "ProjectionExpression");
  const parser = new OperandParser(tokens, placeholders);
  const paths: Path[] = [];
  do paths.push(parser.path());
  while (tokens.takeIf(","));
  tokens.expectEnd();
  const clash = overlapping(paths);
  if (clash !== undefined) throw tokens.error(clash);
  return paths;
}
