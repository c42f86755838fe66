// The consumer against its floor (decode, parse, marshal, one body of all statements) and one PutItem per
// record through the SDK. A stub in another process answers and counts the calls.
import { interleaved, nodeServer, scale } from "../lib.mjs";

const NAMES = ["ours", "floor", "PutItem each", "PutCommand each"];

export async function run() {
  const stub = await nodeServer("dynamodb-stub.mjs");
  const contestants = {};
  for (const name of NAMES) {
    contestants[name] = await nodeServer("consumer-contestant.mjs", name, String(stub.port));
  }
  const round = async (name) => {
    contestants[name].send("round");
    return JSON.parse(await contestants[name].line());
  };
  const calls = async () => {
    stub.send("calls");
    return Number(await stub.line());
  };
  await calls();
  const { handled } = await round("ours");
  const perItem = (await calls()) / handled;

  const job = (name) => async () => {
    const { micros, handled } = await round(name);
    return micros / handled;
  };
  const jobs = Object.fromEntries(NAMES.map((name) => [name, job(name)]));
  const { ours, ...others } = await interleaved(scale(5, 3), jobs);
  for (const contestant of Object.values(contestants)) await contestant.stop();
  await stub.stop();
  return [
    {
      what: "consumer",
      unit: "µs CPU/event",
      ours,
      others,
      target: { against: "PutItem each", ratio: 10 },
    },
    {
      what: "consumer, calls",
      unit: "calls a new item",
      ours: perItem,
      others: { "PutItem each": 1 },
      target: { most: 0.05 },
    },
  ];
}
