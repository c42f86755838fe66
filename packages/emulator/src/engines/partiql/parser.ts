import type { Action, Assigned, Operand, Path } from "../expressions/ast.ts";
import { describePath } from "../expressions/ast.ts";
import { overlapping } from "../expressions/update-expression.ts";
import { duplicate, isLiteral, parseLiteral, parseMemberName } from "./literals.ts";
import type {
  DeleteStatement,
  InsertStatement,
  Returning,
  SelectStatement,
  Statement,
  UpdateStatement,
} from "./statement.ts";
import { PartiqlError, TokenStream } from "./tokens.ts";
import { parsePath, parseWhere } from "./where.ts";

/** @throws PartiqlError */
export function parseStatement(text: string): Statement {
  const tokens = new TokenStream(text);
  const statement = parseAny(tokens);
  tokens.takeIf(";");
  if (tokens.peek().kind !== "end") throw tokens.malformed();
  return { ...statement, parameters: tokens.parameters };
}

function parseAny(tokens: TokenStream): Statement {
  if (tokens.takeIf("INSERT")) return parseInsert(tokens);
  if (tokens.takeIf("UPDATE")) return parseUpdate(tokens);
  if (tokens.takeIf("DELETE")) return parseDelete(tokens);
  if (tokens.takeIf("SELECT")) return parseSelect(tokens);
  if (tokens.is("EXISTS")) {
    throw new PartiqlError("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  throw tokens.peek().kind === "word"
    ? new PartiqlError(
        "Invalid operation. Only select, insert, update and delete operations are valid",
      )
    : tokens.malformed();
}

function parseInsert(tokens: TokenStream): InsertStatement {
  tokens.expect("INTO");
  const table = tokens.name();
  tokens.expect("VALUE");
  tokens.expect("{");
  const members: { name: string; value: Operand }[] = [];
  const names = new Set<string>();
  do {
    const name = parseMemberName(tokens);
    if (names.has(name)) throw duplicate(name);
    names.add(name);
    members.push({ name, value: parseLiteral(tokens) });
  } while (tokens.takeIf(","));
  tokens.expect("}");
  return { kind: "insert", table, members, parameters: 0 };
}

function parseUpdate(tokens: TokenStream): UpdateStatement {
  const table = tokens.name();
  const actions: Action[] = [];
  for (;;) {
    if (tokens.takeIf("SET")) {
      do actions.push(parseAssignment(tokens));
      while (tokens.takeIf(","));
    } else if (tokens.takeIf("REMOVE")) {
      do actions.push({ kind: "remove", path: parsePath(tokens) });
      while (tokens.takeIf(","));
    } else break;
  }
  if (actions.length === 0) throw tokens.malformed();
  const clash = overlapping(actions.map((action) => action.path));
  if (clash !== undefined) throw new PartiqlError(clash);
  const where = tokens.takeIf("WHERE") ? parseWhere(tokens) : undefined;
  return {
    kind: "update",
    table,
    actions,
    where,
    returning: parseReturning(tokens),
    parameters: 0,
  };
}

function parseAssignment(tokens: TokenStream): Action {
  const path = parsePath(tokens);
  tokens.expect("=");
  const called = tokens.peek().text.toUpperCase();
  if (tokens.is("(", 1) && (called === "SET_ADD" || called === "SET_DELETE")) {
    tokens.take();
    tokens.expect("(");
    const target = parsePath(tokens);
    if (describePath(target) !== describePath(path)) {
      throw new PartiqlError(
        `${called.toLowerCase()} must name the attribute that it is assigned to`,
      );
    }
    tokens.expect(",");
    const value = parseLiteral(tokens);
    tokens.expect(")");
    return { kind: called === "SET_ADD" ? "add" : "delete", path, value };
  }
  return { kind: "set", path, value: parseSum(tokens) };
}

function parseSum(tokens: TokenStream): Assigned {
  const left = parseTerm(tokens);
  if (tokens.takeIf("+")) return { kind: "plus", left, right: parseTerm(tokens) };
  if (tokens.takeIf("-")) return { kind: "minus", left, right: parseTerm(tokens) };
  return left;
}

function parseTerm(tokens: TokenStream): Assigned {
  if (isLiteral(tokens)) return parseLiteral(tokens);
  if (!tokens.is("(", 1)) return { kind: "path", path: parsePath(tokens) };
  const name = tokens.take().text;
  if (name.toUpperCase() !== "LIST_APPEND") {
    throw new PartiqlError(`Invalid function name; function: ${name}`);
  }
  tokens.expect("(");
  const left = tokens.nested(() => parseTerm(tokens));
  tokens.expect(",");
  const right = parseTerm(tokens);
  tokens.expect(")");
  return { kind: "list_append", left, right };
}

function parseDelete(tokens: TokenStream): DeleteStatement {
  tokens.expect("FROM");
  const table = tokens.name();
  const where = tokens.takeIf("WHERE") ? parseWhere(tokens) : undefined;
  return { kind: "delete", table, where, returning: parseReturning(tokens), parameters: 0 };
}

function parseReturning(tokens: TokenStream): Returning | undefined {
  if (!tokens.takeIf("RETURNING")) return undefined;
  const attributes = tokens.takeIf("ALL") ? "ALL" : "MODIFIED";
  if (attributes === "MODIFIED") tokens.expect("MODIFIED");
  const version = tokens.takeIf("OLD") ? "OLD" : "NEW";
  if (version === "NEW") tokens.expect("NEW");
  tokens.expect("*");
  return { attributes, version };
}

function parseSelect(tokens: TokenStream): SelectStatement {
  const projection = tokens.takeIf("*") ? undefined : parseProjection(tokens);
  tokens.expect("FROM");
  const table = tokens.name();
  const index = tokens.takeIf(".") ? tokens.name() : undefined;
  const where = tokens.takeIf("WHERE") ? parseWhere(tokens) : undefined;
  return {
    kind: "select",
    table,
    index,
    projection,
    where,
    order: parseOrder(tokens),
    parameters: 0,
  };
}

function parseProjection(tokens: TokenStream): Path[] {
  const paths: Path[] = [];
  do paths.push(parsePath(tokens));
  while (tokens.takeIf(","));
  if (tokens.is("AS")) throw new PartiqlError("Aliasing is not supported");
  if (tokens.is("(")) throw new PartiqlError("Unexpected path component");
  const clash = overlapping(paths);
  if (clash !== undefined) throw new PartiqlError(clash);
  return paths;
}

function parseOrder(tokens: TokenStream): SelectStatement["order"] {
  if (!tokens.takeIf("ORDER")) return undefined;
  tokens.expect("BY");
  const order: { name: string; descending: boolean }[] = [];
  do {
    const name = tokens.name();
    const descending = tokens.takeIf("DESC");
    if (!descending) tokens.takeIf("ASC");
    order.push({ name, descending });
  } while (tokens.takeIf(","));
  return order;
}
