export { readJsonBody } from "./body.ts";
export { compileModel, type RequestModel } from "./model.ts";
