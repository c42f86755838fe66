/** Data and partition key together: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
const maxRecordBytes = 1024 * 1024;
const maxKeyLength = 256;

/** What is wrong with a record, in AWS's words; `at` goes before the members' names. */
export function recordProblems(partitionKey: string, data: Uint8Array, at = ""): string[] {
  const problems: string[] = [];
  const key = `Value '${partitionKey}' at '${at}partitionKey' failed to satisfy constraint: Member must have length`;
  if (partitionKey.length === 0) problems.push(`${key} greater than or equal to 1`);
  if (partitionKey.length > maxKeyLength) {
    problems.push(`${key} less than or equal to ${maxKeyLength}`);
  }
  if (data.length + Buffer.byteLength(partitionKey) > maxRecordBytes) {
    problems.push(
      `Value at '${at}data' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${maxRecordBytes}`,
    );
  }
  return problems;
}
