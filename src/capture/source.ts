/** Where the octets of a capture come from. Browser-safe; files of Node are in `src/node/file.ts`. */
export interface ByteSource {
	/** For messages and records. */
	name: string;
	/** Octets in all, where that is known. */
	size?: number | undefined;
	/** Of a source that decompresses by itself what it reads: with what it is compressed, once that is known. */
	compression?: string | undefined;
	/** Octets read so far, where that is not what `read` has returned. */
	consumed?: number;
	/** Fills `into` from its start with what comes next; returns how many octets, 0 at the end. */
	read(into: Uint8Array): number | Promise<number>;
	close?(): void | Promise<void>;
}

/** What captures can be given as in any JavaScript environment. */
export type CaptureInput =
	| Uint8Array
	| ArrayBuffer
	| Blob
	| ReadableStream<Uint8Array>
	| AsyncIterable<Uint8Array>
	| ByteSource;

/** Octets that are in memory already. */
export function bytesSource(
	input: Uint8Array | ArrayBuffer,
	name = "bytes",
): ByteSource {
	const octets = input instanceof Uint8Array ? input : new Uint8Array(input);
	let offset = 0;
	return {
		name,
		size: octets.length,
		read(into) {
			const part = octets.subarray(offset, offset + into.length);
			into.set(part);
			offset += part.length;
			return part.length;
		},
	};
}

/** A stream or any other asynchronous source of chunks, one copy each. */
export function iterableSource(
	chunks: AsyncIterable<Uint8Array>,
	name = "stream",
): ByteSource {
	const iterator = chunks[Symbol.asyncIterator]();
	let rest: Uint8Array = new Uint8Array(0);
	return {
		name,
		async read(into) {
			while (rest.length === 0) {
				const { value, done } = await iterator.next();
				if (done) return 0;
				rest = value;
			}
			const part = rest.subarray(0, into.length);
			into.set(part);
			rest = rest.subarray(part.length);
			return part.length;
		},
		async close() {
			await iterator.return?.();
		},
	};
}

/** The chunks of a stream. Not every browser's streams are iterable themselves. */
async function* chunksOf(
	stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	let ended = false;
	try {
		for (;;) {
			const { value, done } = await reader.read();
			ended = done;
			if (done) return;
			yield value;
		}
	} finally {
		if (!ended) await reader.cancel();
	}
}

/** A web stream, such as the body of a response. */
export function streamSource(
	stream: ReadableStream<Uint8Array>,
	name = "stream",
): ByteSource {
	return iterableSource(chunksOf(stream), name);
}

/** A Blob or a File, read as a stream: its size does not matter. */
export function blobSource(blob: Blob, name?: string): ByteSource {
	const own = "name" in blob ? String(blob.name) : "blob";
	const source = streamSource(blob.stream(), name ?? own);
	source.size = blob.size;
	return source;
}

/** Makes a source of whatever it is. */
export function sourceOf(input: CaptureInput, name?: string): ByteSource {
	if (input instanceof Uint8Array || input instanceof ArrayBuffer) {
		return bytesSource(input, name);
	}
	if (input instanceof Blob) return blobSource(input, name);
	if ("getReader" in input) return streamSource(input, name);
	if ("read" in input) return input;
	return iterableSource(input, name);
}
