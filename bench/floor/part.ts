/**
 * Started by `floor.ts` in a process of its own: a part of `analyze`, again and again in one process. The first pass is
 * slow as all that is new to V8, the last one is what the code costs when it is compiled. Prints one line of JSON.
 *
 *     node --expose-gc --import tsx bench/floor/part.ts NAME CAPTURE PASSES
 */
import { statSync } from "node:fs";
import { lowerOtherThreads } from "./built.js";
import { clock, type Pass } from "./clock.js";
import { copyAndHash, read } from "./octets.js";
import {
	correlated,
	eventsOf,
	exchanges,
	Lines,
	messages,
	messagesOf,
	octetsOfParts,
	pdus,
	sourceOf,
	through,
	transport,
} from "./stages.js";
import { walk, withVerdicts } from "./walk.js";

const [name = "", path = "", passes = ""] = process.argv.slice(2);

/** Makes what a part works on; what it returns is measured. */
const PARTS: Record<string, () => Promise<() => unknown>> = {
	read: async () => () => read(path),
	"copy and hash": async () => {
		const share = (await octetsOfParts(path)) / statSync(path).size;
		return () => copyAndHash(path, share);
	},
	walk: async () => {
		const verdicts = await withVerdicts(() => through(path, messages));
		return () => walk(sourceOf(path), verdicts);
	},
	transport: async () => () => through(path, transport),
	pdus: async () => () => through(path, pdus),
	exchanges: async () => () => through(path, exchanges),
	messages: async () => () => through(path, messages),
	analyze: async () => async () => {
		const lines = new Lines();
		await through(path, messages, (message) => lines.write(message));
		lines.close();
	},
	"correlation alone": async () => {
		const events = await eventsOf(path);
		return () => correlated(events);
	},
	"output alone": async () => {
		const list = await messagesOf(path);
		return () => {
			const lines = new Lines();
			for (const message of list) lines.write(message);
			lines.close();
		};
	},
};

lowerOtherThreads();
const does = await PARTS[name]?.();
if (!does) throw new RangeError(`no such part: ${name}`);
const took: Pass[] = [];
for (let pass = 0; pass < Number(passes); pass++) {
	globalThis.gc?.();
	const stop = clock();
	await does();
	took.push(stop());
}
console.log(JSON.stringify({ name, passes: took }));
