export { type JsonBody, readJsonBody } from "./body.ts";
export type { Finding } from "./messages.ts";
export { compileModel, ModelError, type RequestModel } from "./model.ts";
