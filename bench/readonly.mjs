// Reads a file in pieces of 512 KiB and does nothing with them: what Node itself costs.
import { closeSync, openSync, readSync } from "node:fs";

const file = openSync(process.argv[2] ?? "", "r");
const piece = new Uint8Array(512 * 1024);
let bytes = 0;
for (;;) {
	const count = readSync(file, piece, 0, piece.length, null);
	if (count === 0) break;
	bytes += count;
}
closeSync(file);
process.stdout.write(`${bytes}\n`);
