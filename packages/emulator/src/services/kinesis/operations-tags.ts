import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import { requestedStream } from "./addresses.ts";
import { invalidArgument } from "./errors.ts";
import { Fields } from "./fields.ts";
import type { Kinesis } from "./kinesis.ts";
import type { Stream } from "./stream.ts";

/** https://docs.aws.amazon.com/streams/latest/dev/tagging.html */
const maxTags = 50;
const maxKeyLength = 128;
const maxValueLength = 256;

export function tagOperations(kinesis: Kinesis): Record<string, JsonOperation> {
  return {
    AddTagsToStream: (input) => {
      const fields = new Fields(input);
      const tags = fields.optionalTextMap("Tags") ?? {};
      return add(requestedStream(kinesis, fields), tags);
    },
    TagResource: (input) => {
      const fields = new Fields(input);
      const tags = fields.optionalTextMap("Tags") ?? {};
      return add(requestedStream(kinesis, fields, "ResourceARN"), tags);
    },
    RemoveTagsFromStream: (input) => {
      const fields = new Fields(input);
      const keys = fields.optionalTexts("TagKeys") ?? [];
      return remove(requestedStream(kinesis, fields), keys);
    },
    UntagResource: (input) => {
      const fields = new Fields(input);
      const keys = fields.optionalTexts("TagKeys") ?? [];
      return remove(requestedStream(kinesis, fields, "ResourceARN"), keys);
    },
    ListTagsForStream: (input) => listForStream(kinesis, input),
    ListTagsForResource: (input) => {
      const stream = requestedStream(kinesis, new Fields(input), "ResourceARN");
      return { Tags: sorted(stream).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

/** @throws AwsError InvalidArgumentException */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > maxTags) {
    throw invalidArgument(`A stream cannot have more than ${maxTags} tags associated with it.`);
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key.length === 0 || key.length > maxKeyLength || value.length > maxValueLength) {
      throw invalidArgument(
        `Tag ${key}: a key has 1 to ${maxKeyLength} characters, a value up to ${maxValueLength}.`,
      );
    }
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value)) {
      throw invalidArgument(
        "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - @ :.",
      );
    }
  }
}

async function add(stream: Stream, added: Readonly<Record<string, string>>): Promise<void> {
  await stream.update((state) => {
    const tags = { ...state.tags, ...added };
    checkTags(tags);
    return { tags };
  });
}

async function remove(stream: Stream, keys: readonly string[]): Promise<void> {
  await stream.update(({ tags }) => ({
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
  }));
}

function listForStream(kinesis: Kinesis, input: JsonObject): unknown {
  const fields = new Fields(input);
  const limit = fields.optionalInteger("Limit", { min: 1, max: maxTags }) ?? maxTags;
  const after = fields.optionalText("ExclusiveStartTagKey", { min: 1, max: maxKeyLength });
  const stream = requestedStream(kinesis, fields);
  const tags = sorted(stream).filter(([key]) => after === undefined || key > after);
  return {
    Tags: tags.slice(0, limit).map(([Key, Value]) => ({ Key, Value })),
    HasMoreTags: tags.length > limit,
  };
}

function sorted(stream: Stream): [string, string][] {
  return Object.entries(stream.state.tags).sort(([a], [b]) => (a < b ? -1 : 1));
}
