import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const HEADER = 24;
const RECORD = 16;
const PIECE = 4 << 20;

/** Cuts a pcap file (little endian) into gzipped ones of about `most` octets each, as a probe that rotates does. */
export function rotate(path: string, folder: string, most: number): void {
	const file = openSync(path, "r");
	const header = Buffer.alloc(HEADER);
	readSync(file, header);
	let records: Buffer[] = [];
	let octets = 0;
	let written = 0;
	const flush = (): void => {
		const name = `${String(written++).padStart(3, "0")}.pcap.gz`;
		writeFileSync(
			join(folder, name),
			gzipSync(Buffer.concat([header, ...records])),
		);
		records = [];
		octets = 0;
	};
	for (const record of recordsOf(file)) {
		if (octets > 0 && octets + record.length > most) flush();
		records.push(record);
		octets += record.length;
	}
	if (octets > 0) flush();
	closeSync(file);
}

/** Each record with its header, from where the file stands. */
function* recordsOf(file: number): Generator<Buffer> {
	let rest = Buffer.alloc(0);
	for (;;) {
		const piece = Buffer.allocUnsafeSlow(PIECE);
		const count = readSync(file, piece);
		if (count === 0) return;
		rest = Buffer.concat([rest, piece.subarray(0, count)]);
		let at = 0;
		while (rest.length - at >= RECORD) {
			const length = RECORD + rest.readUInt32LE(at + 8);
			if (length > rest.length - at) break;
			yield rest.subarray(at, at + length);
			at += length;
		}
		rest = rest.subarray(at);
	}
}
