import { datasets, partitionKey } from "../datasets.ts";
import { type EventName, events } from "../events.ts";
import { tables } from "../tables.ts";
import { contractVersion } from "../version.ts";
import { toDraft04 } from "./request-models.ts";

interface Field {
  readonly path: string;
  readonly rule: string;
  readonly required: boolean;
  readonly description: string;
}

interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly multipleOf?: number;
}

function rule(node: SchemaNode): string {
  const parts = [[node.type ?? []].flat().join(" or ")];
  if (node.enum) parts.push(node.enum.map((value) => `\`${value}\``).join(", "));
  if (node.pattern && node.pattern.length < 60) parts.push(`\`${node.pattern}\``);
  if (node.minimum !== undefined) parts.push(`${node.minimum} … ${node.maximum}`);
  if (node.minItems !== undefined) parts.push(`${node.minItems} … ${node.maxItems} items`);
  if (node.maxLength !== undefined) parts.push(`≤ ${node.maxLength} characters`);
  if (node.multipleOf !== undefined && node.multipleOf < 1) {
    parts.push(`multiple of ${node.multipleOf}`);
  }
  return parts.join("; ");
}

function fields(node: SchemaNode, prefix: string): Field[] {
  const required = new Set(node.required ?? []);
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const path = `${prefix}${name}`;
    const own: Field = {
      path,
      rule: rule(child),
      required: required.has(name),
      description: child.description ?? "",
    };
    const inner = child.items ? fields(child.items, `${path}[].`) : fields(child, `${path}.`);
    return [own, ...inner];
  });
}

const cell = (value: string): string => value.replaceAll("|", "\\|");
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly string[]): string[] => [
  row(...head),
  `|${head.map(() => "---").join("|")}|`,
  ...rows,
];

/** The page `docs/reference/data-contract.md`. */
export function dataContractPage(): string {
  const lines = [
    "# Data contract",
    "",
    `Version ${contractVersion}. Generated from \`packages/contract/src\` by \`pnpm generate\`; do not edit.`,
    "",
    "## Events",
  ];
  for (const name of Object.keys(events) as EventName[]) {
    const event = events[name];
    const schema = toDraft04(event.schema) as unknown as SchemaNode;
    lines.push(
      "",
      `### ${name}`,
      "",
      `\`${event.type}\`, sent to \`POST ${event.source}\` or \`POST ${event.source}/batch\`. ${schema.description}.`,
      "",
      ...table(
        ["field", "required", "rule", "meaning"],
        fields(schema, "").map((field) =>
          row(`\`${field.path}\``, field.required ? "yes" : "", field.rule, field.description),
        ),
      ),
    );
  }
  lines.push("", "## Datasets in the lake", "");
  lines.push(
    `Partitioned by \`${partitionKey.name}\` (${partitionKey.type}): ${partitionKey.comment}.`,
  );
  for (const [name, dataset] of Object.entries(datasets)) {
    lines.push(
      "",
      `### ${name}`,
      "",
      `${dataset.description}. One row per ${dataset.grain}. Made by \`${dataset.transform}\`.`,
      "",
      ...table(
        ["column", "type", "meaning"],
        dataset.columns.map((column) => row(`\`${column.name}\``, column.type, column.comment)),
      ),
    );
  }
  lines.push("", "## Tables", "");
  lines.push(
    ...table(
      ["table", "partition key", "sort key", "holds"],
      Object.entries(tables).map(([name, { hashKey, rangeKey, description }]) =>
        row(`\`${name}\``, `\`${hashKey}\``, `\`${rangeKey}\``, description),
      ),
    ),
  );
  return `${lines.join("\n")}\n`;
}
