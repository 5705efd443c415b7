import { type ByteSource, streamSource } from "./source.js";

/** Octets that are decompressed at a time. */
const CHUNK = 0x10000;

/** Compressions that are undone while reading, as `DecompressionStream` names them. */
const FORMATS: ReadonlySet<string> = new Set(["gzip"]);

export function canDecompress(compression: string | undefined): boolean {
	return compression !== undefined && FORMATS.has(compression);
}

/**
 * What a compressed source holds. Reading it is always asynchronous.
 *
 * @param start what was read of it already
 */
export function decompressed(
	source: ByteSource,
	start: Uint8Array<ArrayBuffer>,
	compression: string,
): ByteSource {
	const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
		start(controller) {
			controller.enqueue(start);
		},
		async pull(controller) {
			const chunk = new Uint8Array(CHUNK);
			const count = await source.read(chunk);
			if (count > 0) controller.enqueue(chunk.subarray(0, count));
			else controller.close();
		},
	});
	const plain = compressed.pipeThrough(
		new DecompressionStream(compression as CompressionFormat),
	);
	return streamSource(plain, source.name);
}
