import { type ExtractOptions, extract } from "../../../src/extract/extract.js";
import type { Source } from "../../../src/run.js";

/** One packet block of a pcapng file that was written by this program: one section, little-endian. */
export interface ReadPacket {
	interfaceNumber: number;
	time: bigint;
	originalLength: number;
	octets: Uint8Array;
	comments: string[];
	/** Codes of the other options. */
	options: number[];
}

export interface ReadInterface {
	linkType: number;
	snapLength: number;
	options: Map<number, Uint8Array>;
}

export interface ReadFile {
	/** Block types in their order. */
	blocks: number[];
	application: string;
	interfaces: ReadInterface[];
	packets: ReadPacket[];
}

export async function join(chunks: AsyncIterable<Uint8Array>) {
	const pieces: Uint8Array[] = [];
	for await (const chunk of chunks) pieces.push(chunk);
	return new Uint8Array(Buffer.concat(pieces));
}

/** What extract writes. */
export async function extracted(source: Source, options: ExtractOptions = {}) {
	const extraction = extract(source, options);
	const octets = await join(extraction);
	return { octets, summary: await extraction.summary, file: parse(octets) };
}

const text = (octets: Uint8Array) => new TextDecoder().decode(octets);

function optionsOf(octets: Uint8Array): [number, Uint8Array][] {
	const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
	const found: [number, Uint8Array][] = [];
	for (let at = 0; at + 4 <= octets.length; ) {
		const code = view.getUint16(at, true);
		const length = view.getUint16(at + 2, true);
		if (code === 0) break;
		found.push([code, octets.subarray(at + 4, at + 4 + length)]);
		at += 4 + ((length + 3) & ~3);
	}
	return found;
}

/** Takes a file apart, and checks that its blocks are whole. */
export function parse(octets: Uint8Array): ReadFile {
	const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
	const file: ReadFile = {
		blocks: [],
		application: "",
		interfaces: [],
		packets: [],
	};
	for (let at = 0; at < octets.length; ) {
		const type = view.getUint32(at, true);
		const length = view.getUint32(at + 4, true);
		if (length % 4 !== 0 || view.getUint32(at + length - 4, true) !== length)
			throw new Error(`block at ${at} is broken`);
		const body = octets.subarray(at + 8, at + length - 4);
		const word = (offset: number) => view.getUint32(at + 8 + offset, true);
		file.blocks.push(type);
		if (type === 0x0a0d0d0a) {
			const [, value] = optionsOf(body.subarray(16)).find(([c]) => c === 4)!;
			file.application = text(value);
		} else if (type === 1)
			file.interfaces.push({
				linkType: view.getUint16(at + 8, true),
				snapLength: word(4),
				options: new Map(optionsOf(body.subarray(8))),
			});
		else if (type === 6) {
			const captured = word(12);
			const options = optionsOf(body.subarray(20 + ((captured + 3) & ~3)));
			file.packets.push({
				interfaceNumber: word(0),
				time: (BigInt(word(4)) << 32n) | BigInt(word(8)),
				originalLength: word(16),
				octets: body.slice(20, 20 + captured),
				comments: options.filter(([c]) => c === 1).map(([, v]) => text(v)),
				options: options.map(([c]) => c).filter((c) => c !== 1),
			});
		}
		at += length;
	}
	return file;
}
