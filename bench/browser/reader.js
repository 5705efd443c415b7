// Runs in a browser's worker: reads a File with the browser's stream into WebAssembly memory, and nothing else.

const PIECE = 512 * 1024;

async function read(file) {
	const memory = new WebAssembly.Memory({ initial: (2 * PIECE) / 65536 });
	const piece = new Uint8Array(memory.buffer, PIECE, PIECE);
	const reader = file.stream().getReader();
	let bytes = 0;
	for (;;) {
		const { value, done } = await reader.read();
		if (done) return bytes;
		for (let at = 0; at < value.length; at += PIECE)
			piece.set(value.subarray(at, at + PIECE));
		bytes += value.length;
	}
}

addEventListener("message", async ({ data: file }) => {
	const started = performance.now();
	const count = await read(file);
	postMessage({ count, milliseconds: performance.now() - started });
});
