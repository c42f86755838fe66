import { type Absent, type Engine, isAbsent, type Json } from "../suite.ts";
import { type Jar, startJava } from "./java.ts";

/** An engine that answers a line of JSON with a line of JSON. */
export async function lineEngine(
  about: { readonly name: string; readonly version: string },
  jar: Jar,
  read: (answer: Json) => Json = (answer) => answer,
): Promise<Engine | Absent> {
  const program = await startJava(jar);
  if (isAbsent(program)) return program;
  return {
    ...about,
    async answers(group) {
      const answers: Json[] = [];
      for (const { input } of group.cases) {
        const answer: Json = JSON.parse(await program.ask(JSON.stringify(input)));
        answers.push(read(answer));
      }
      return answers;
    },
    close: () => program.close(),
  };
}
