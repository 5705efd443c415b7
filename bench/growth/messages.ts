/**
 * Started by `growth.ts` in a process of its own: time and memory of the correlator with a number of open messages, of four
 * exchanges each, made as they are needed. A message is final an hour after its last event, so as many are open as begin
 * in an hour. Prints one line of JSON.
 *
 *     node --expose-gc --import tsx bench/growth/messages.ts OPEN
 */
import type { Message } from "../../src/record.js";
import { lifeOf } from "./life.js";

// What ships, not what tsx makes of the source.
const { correlate } = (await import(
	"../../dist/index.js" as string
)) as typeof import("../../src/index.js");

const HOUR = 3600;
const START = 1_700_000_000;
/** Messages before V8 has done with its compiling. */
const WARM = 20_000;
const MEASURED = 50_000;

const open = Number(process.argv[2]);
const interval = HOUR / open;
const before = Math.max(WARM, Math.ceil(open * 1.1));

/** Octets in use after all that is not in use has gone. */
function inUse(): number {
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
}

const heap = { empty: inUse(), full: 0 };
let began = 0;
let ended = 0;

function* exchanges() {
	for (let index = 0; index < before + MEASURED; index++) {
		if (index === before) {
			heap.full = inUse();
			began = performance.now();
		}
		yield* lifeOf(index, START + index * interval);
	}
	ended = performance.now();
}

let written = 0;
let delivered = 0;
// All that begin within an hour are to stay open.
const limits = { "open-messages": 2 * open + 1000 };
const results = correlate(exchanges(), { limits });
for await (const { verdict } of results as AsyncIterable<Message>) {
	written++;
	if (verdict === "delivered") delivered++;
}
if (delivered !== before + MEASURED || written !== delivered)
	throw new Error(`${written} messages, ${delivered} delivered`);
console.log(
	JSON.stringify({
		open,
		microseconds: ((ended - began) * 1000) / MEASURED,
		heapMB: (heap.full - heap.empty) / 1e6,
	}),
);
