// R of issue 4: reads a file in pieces of 512 KiB into WebAssembly memory and does nothing with them, which is the floor
// for any Node program of our kind.
import { closeSync, openSync, readSync } from "node:fs";

const PIECE = 512 * 1024;

const file = openSync(process.argv[2] ?? "", "r");
const memory = new WebAssembly.Memory({ initial: (2 * PIECE) / 65536 });
const piece = new Uint8Array(memory.buffer, PIECE, PIECE);
let bytes = 0;
for (;;) {
	const count = readSync(file, piece, 0, PIECE, null);
	if (count === 0) break;
	bytes += count;
}
closeSync(file);
process.stdout.write(`${bytes}\n`);
