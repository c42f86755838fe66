declare module "parquetjs-lite" {
  export interface ParquetField {
    readonly type: "UTF8" | "INT32" | "TIMESTAMP_MILLIS";
    readonly optional?: boolean;
  }
  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, ParquetField>>);
  }
  export class ParquetWriter {
    static openFile(schema: ParquetSchema, path: string): Promise<ParquetWriter>;
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
    close(): Promise<void>;
  }
}
