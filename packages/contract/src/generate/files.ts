import { type EventName, events } from "../events.ts";
import { contractJson } from "./contract-json.ts";
import { dataContractPage } from "./data-contract.ts";
import { openapi } from "./openapi.ts";
import { requestModels } from "./request-models.ts";
import { validatorDeclaration, validatorModule } from "./validators.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file, by its path from the repository's root. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const own = (name: string, content: string): void => {
    files.set(`packages/contract/generated/${name}`, content);
  };
  for (const [name, model] of Object.entries(requestModels())) {
    own(`models/${name}.json`, json(model));
  }
  for (const name of Object.keys(events) as EventName[]) {
    const file = `validate-${name.replaceAll("_", "-")}`;
    own(`${file}.js`, await validatorModule(name));
    own(`${file}.d.ts`, validatorDeclaration(name));
  }
  own("contract.json", json(contractJson()));
  own("openapi.json", json(openapi()));
  files.set("docs/reference/data-contract.md", dataContractPage());
  return files;
}
