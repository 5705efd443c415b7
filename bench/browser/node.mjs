// The same as the page in Node, in a process of its own: reads a file alone, or analyses it with the built library.
import { open } from "node:fs/promises";

const PIECE = 512 * 1024;
const [, , work, path] = process.argv;

/** As the library reads files: asynchronously, into WebAssembly memory. */
async function read() {
	const memory = new WebAssembly.Memory({ initial: (2 * PIECE) / 65536 });
	const piece = new Uint8Array(memory.buffer, PIECE, PIECE);
	const file = await open(path);
	let bytes = 0;
	for (;;) {
		const { bytesRead } = await file.read(piece, 0, PIECE);
		if (bytesRead === 0) break;
		bytes += bytesRead;
	}
	await file.close();
	return bytes;
}

async function count(analyze) {
	let messages = 0;
	for await (const _ of analyze(path)) messages++;
	return messages;
}

const library = work === "analyze" && (await import("../../dist/node.js"));
const started = performance.now();
const done = library ? await count(library.analyze) : await read();
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ count: done, milliseconds }));
