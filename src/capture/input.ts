import type { CaptureError } from "../error.js";
import type { CaptureInfo, Problem } from "../record.js";
import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";
import {
	STATUS_LIMIT,
	STATUS_OK,
	STATUS_TRUNCATED,
	STATUS_UNSUPPORTED,
} from "../wasm/status.js";
import { canDecompress, decompressed } from "./compressed.js";
import { linkTypeName } from "./names.js";
import {
	captureError,
	compressionOf,
	formatName,
	notACapture,
} from "./open.js";
import type { ByteSource } from "./source.js";

/** With less room than this behind what was read, the rest is moved to the front first. */
const LEAST_READ = 0x10000;

/** One capture of the input: its source, its slot in the memory, and what is known of it. */
export class Input {
	readonly source: ByteSource;
	readonly index: number;
	/** Octets that the source gave so far. */
	#given = 0;
	/** Octets of the capture, once decompressed, so far. */
	#read = 0;
	/** Where the octets of the capture come from: the source, or what it holds decompressed. */
	#octets: ByteSource;
	#compression: string | undefined;
	/** Why it could not be read at all. */
	failure: CaptureError | undefined;
	readonly #core: Core;
	/** Nanoseconds. */
	readonly #shift: bigint;
	#slot = -1;
	#closed = false;
	#start: Uint8Array = new Uint8Array(0);
	#problems: Problem[] = [];
	/** What is kept of it while it has no slot. */
	#parked: { cursor: Uint8Array; octets: Uint8Array } | undefined;
	/** Its record when it had a slot last. */
	#final: CaptureInfo | undefined;
	#finalLinkTypes: ReadonlyMap<number, number> = new Map();
	#finalLatest = 0;

	/** @param shift seconds by which its clock is corrected */
	constructor(core: Core, source: ByteSource, index: number, shift = 0) {
		this.#core = core;
		this.#shift = BigInt(Math.round(shift * 1e6)) * 1000n;
		this.source = source;
		this.index = index;
		this.#octets = this.#counted(source);
	}

	#counted(source: ByteSource): ByteSource {
		const counts = (count: number) => {
			this.#given += count;
			return count;
		};
		return {
			name: source.name,
			read(into) {
				const count = source.read(into);
				return typeof count === "number" ? counts(count) : count.then(counts);
			},
		};
	}

	/** Octets read of the source so far. */
	get consumed(): number {
		return this.source.consumed ?? this.#given;
	}

	/** With what the source is compressed, whoever decompresses it. */
	get #packing(): string | undefined {
		return this.#compression ?? this.source.compression;
	}

	get slot(): number {
		return this.#slot;
	}

	get #cursor(): number {
		return layout.REGION_CURSORS + this.#slot * layout.CURSOR_SIZE;
	}

	get #chunk(): number {
		const slot = layout.REGION_INPUT + this.#slot * layout.INPUT_SLOT_SIZE;
		return slot + layout.INPUT_HEADROOM;
	}

	/** Gives it a slot, from which the core reads from now on. */
	attach(slot: number): void {
		this.#slot = slot;
		if (this.#parked) this.#restore(this.#parked);
		else this.#begin();
	}

	#begin(): void {
		const { view, bytes } = this.#core;
		bytes.fill(0, this.#cursor, this.#cursor + layout.CURSOR_INTERFACE_TABLE);
		view.setUint32(this.#cursor + layout.CURSOR_POSITION, this.#chunk, true);
		view.setUint32(this.#cursor + layout.CURSOR_LIMIT, this.#chunk, true);
		view.setUint32(this.#cursor + layout.CURSOR_CAPTURE, this.index, true);
		view.setBigInt64(this.#cursor + layout.CURSOR_SHIFT, this.#shift, true);
		view.setUint32(this.#cursor + layout.CURSOR_ACTIVE, 1, true);
	}

	/** Takes it out of its slot, with what was read and not used yet. Its next record must be known. */
	park(): void {
		const { bytes, view } = this.#core;
		const cursor = this.#cursor;
		this.#finalLinkTypes = this.linkTypeCounts();
		this.#finalLatest = this.latestSeconds;
		this.#final = this.info();
		view.setUint32(cursor + layout.CURSOR_PEEKED, 0, true);
		view.setUint32(cursor + layout.CURSOR_ACTIVE, 0, true);
		const position = this.#get(layout.CURSOR_POSITION);
		this.#parked = {
			cursor: bytes.slice(cursor, cursor + layout.CURSOR_SIZE),
			octets: bytes.slice(position, this.#get(layout.CURSOR_LIMIT)),
		};
		this.#slot = -1;
	}

	#restore(parked: { cursor: Uint8Array; octets: Uint8Array }): void {
		const { bytes, view } = this.#core;
		const cursor = this.#cursor;
		const start = layout.REGION_INPUT + this.#slot * layout.INPUT_SLOT_SIZE;
		bytes.set(parked.cursor, cursor);
		bytes.set(parked.octets, start);
		const limit = start + parked.octets.length;
		view.setUint32(cursor + layout.CURSOR_POSITION, start, true);
		view.setUint32(cursor + layout.CURSOR_LIMIT, limit, true);
		view.setUint32(cursor + layout.CURSOR_ACTIVE, 1, true);
		this.#parked = undefined;
	}

	/** Time of the next record, as the core holds it: 8 octets, little-endian. */
	get nextTime(): Uint8Array {
		const start = layout.CURSOR_NEXT_TIME;
		if (this.#parked) return this.#parked.cursor.subarray(start, start + 8);
		const at = this.#cursor + start;
		return this.#core.bytes.subarray(at, at + 8);
	}

	/** Second of the next record, while it has a slot: that of none is later than any, and one that is not known yet may be any. */
	get nextSeconds(): number {
		if (this.#get(layout.CURSOR_ACTIVE) === 0) return Number.POSITIVE_INFINITY;
		if (this.#get(layout.CURSOR_PEEKED) === 0) return Number.NEGATIVE_INFINITY;
		return this.#get(layout.CURSOR_NEXT_SECONDS);
	}

	/** Reads the next octets, behind what the core has not used yet. */
	fill(most: number = layout.INPUT_CHUNK): void | Promise<void> {
		const limit = this.#makeRoom();
		const end = this.#chunk + layout.INPUT_CHUNK;
		const into = this.#core.bytes.subarray(limit, Math.min(end, limit + most));
		try {
			const count = this.#octets.read(into);
			if (typeof count === "number") return this.#filled(count);
			return count.then(
				(octets) => this.#filled(octets),
				(error) => this.#broken(error),
			);
		} catch (error) {
			this.#broken(error);
		}
	}

	/** Returns where to read to. The rest of what was read before stays in front of it. */
	#makeRoom(): number {
		const { view, bytes } = this.#core;
		const position = this.#get(layout.CURSOR_POSITION);
		const limit = this.#get(layout.CURSOR_LIMIT);
		const chunk = this.#chunk;
		const rest = limit - position;
		if (rest > 0 && chunk + layout.INPUT_CHUNK - limit >= LEAST_READ) {
			return limit;
		}
		bytes.copyWithin(chunk - rest, position, limit);
		view.setUint32(this.#cursor + layout.CURSOR_POSITION, chunk - rest, true);
		view.setUint32(this.#cursor + layout.CURSOR_LIMIT, chunk, true);
		return chunk;
	}

	#filled(count: number): void | Promise<void> {
		// Closed while it was being read: the slot is somebody else's.
		if (this.#closed) return;
		const { view, bytes } = this.#core;
		const limit = this.#get(layout.CURSOR_LIMIT);
		if (this.#start.length < 8) {
			const more = bytes.subarray(limit, limit + Math.min(count, 8));
			this.#start = Uint8Array.of(...this.#start, ...more);
			const compression = compressionOf(this.#start);
			if (canDecompress(compression) && this.#read === 0) {
				return this.#decompress(bytes.slice(limit, limit + count));
			}
		}
		this.#read += count;
		view.setUint32(this.#cursor + layout.CURSOR_LIMIT, limit + count, true);
		this.#core.setU64(this.#cursor + layout.CURSOR_READ, this.#read);
		if (count === 0) {
			view.setUint32(this.#cursor + layout.CURSOR_EOF, 1, true);
		}
	}

	#decompress(start: Uint8Array<ArrayBuffer>): void | Promise<void> {
		const compression = compressionOf(start) ?? "";
		this.#compression = compression;
		this.#octets = decompressed(this.#octets, start, compression);
		this.#start = new Uint8Array(0);
		return this.fill();
	}

	/** The source failed: what came before counts. */
	#broken(error: unknown): void {
		if (this.#closed) return;
		const { name } = this.source;
		const message = sentenceOf(error);
		this.failure ??= captureError("unreadable", name, message);
		this.#problems.push({
			layer: this.#packing ?? "file",
			code: this.#packing ? damageOf(message) : "unreadable",
			offset: this.consumed,
			note: message,
		});
		this.#core.view.setUint32(this.#cursor + layout.CURSOR_EOF, 1, true);
	}

	/** The core is done with it: judges how it ended, and closes it. */
	end(): void | Promise<void> {
		this.#judge();
		return this.close();
	}

	/** Releases the slot and the source, wherever it is. */
	close(): void | Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		this.#parked = undefined;
		this.#finalLinkTypes = this.linkTypeCounts();
		this.#finalLatest = this.latestSeconds;
		this.#final = this.info();
		this.#slot = -1;
		return this.source.close?.();
	}

	/** Turns the way it ended into a problem, or into a failure when nothing of it could be read. */
	#judge(): void {
		const format = this.#get(layout.CURSOR_FORMAT);
		if (this.failure) {
			if (format !== layout.FORMAT_UNKNOWN) this.failure = undefined;
			return;
		}
		const { name } = this.source;
		if (this.consumed === 0) {
			this.failure = captureError("empty", name, "the file is empty");
		} else if (format === layout.FORMAT_UNKNOWN) {
			this.failure = notACapture(name, this.#start);
		}
		if (this.failure) {
			const { code, message } = this.failure;
			const note = message.slice(name.length + 2);
			this.#problems.push({ layer: "file", code, note });
			return;
		}
		const status = this.#get(layout.CURSOR_STATUS);
		if (status === STATUS_OK) return;
		const problem: Problem = {
			layer: formatName(format),
			code: codeOf(status),
			offset: this.#core.getU64(this.#cursor + layout.CURSOR_DAMAGE_OFFSET),
			needed: this.#get(layout.CURSOR_DAMAGE_NEEDED),
		};
		// Behind other damage it would be no more than what happens to be read.
		if (status === STATUS_TRUNCATED)
			problem.available = this.#get(layout.CURSOR_DAMAGE_AVAILABLE);
		this.#problems.push(problem);
	}

	#get(field: number): number {
		return this.#core.view.getUint32(this.#cursor + field, true);
	}

	/** Frames of it so far. */
	get frames(): number {
		if (this.#slot < 0) return this.#final?.packets ?? 0;
		return this.#core.getU64(this.#cursor + layout.CURSOR_FRAMES);
	}

	/** Whole second of its latest packet so far; 0: there was none. */
	get latestSeconds(): number {
		if (this.#slot < 0) return this.#finalLatest;
		return Math.max(
			this.#get(layout.CURSOR_LATEST_SECONDS),
			this.#get(layout.CURSOR_LAST_SECONDS),
		);
	}

	/** Its record; while it is being read, as far as it goes. */
	info(): CaptureInfo {
		if (this.#slot < 0) return this.#final ?? emptyInfo(this.source.name);
		const core = this.#core;
		const cursor = this.#cursor;
		const packets = this.frames;
		const format = this.#get(layout.CURSOR_FORMAT);
		const seen = this.#get(layout.CURSOR_INTERFACES_SEEN);
		const interfaces = { pcap: 1, pcapng: seen, unknown: 0 };
		const name = formatName(format);
		return {
			file: this.source.name,
			format: name,
			...(this.#packing && { compression: this.#packing }),
			packets,
			bytes: core.getU64(cursor + layout.CURSOR_BYTES),
			linktypes: this.#linkTypes(),
			interfaces: interfaces[name],
			...(packets > 0 && {
				firstTime: this.#time(layout.CURSOR_FIRST_SECONDS),
				lastTime: this.#time(layout.CURSOR_LAST_SECONDS),
			}),
			truncatedPackets: core.getU64(cursor + layout.CURSOR_SLICED),
			problems: this.#allProblems(),
		};
	}

	#allProblems(): Problem[] {
		const untimed = this.#core.getU64(this.#cursor + layout.CURSOR_UNTIMED);
		if (untimed === 0) return [...this.#problems];
		const note = untimed === 1 ? "1 packet" : `${untimed} packets`;
		return [...this.#problems, { layer: "pcapng", code: "no-time", note }];
	}

	/** Packets by link type number. */
	linkTypeCounts(): ReadonlyMap<number, number> {
		const counts = new Map<number, number>();
		if (this.#slot < 0) return this.#finalLinkTypes;
		const table = this.#cursor + layout.CURSOR_LINK_TYPES;
		for (let i = 0; i < layout.CURSOR_LINK_TYPES_LIMIT; i++) {
			const entry = table + i * layout.CURSOR_LINK_TYPE_SIZE;
			const linkType = this.#core.view.getUint32(entry, true) - 1;
			if (linkType < 0) break;
			counts.set(linkType, this.#core.getU64(entry + 8));
		}
		return counts;
	}

	#linkTypes(): Record<string, number> {
		const names: Record<string, number> = {};
		for (const [linkType, packets] of this.linkTypeCounts()) {
			const name = linkTypeName(linkType);
			names[name] = (names[name] ?? 0) + packets;
		}
		return names;
	}

	/** A time in the cursor: seconds, then nanoseconds. */
	#time(field: number): number {
		const seconds = this.#get(field);
		const nanoseconds = this.#get(field + 4);
		return (seconds * 1e6 + Math.floor(nanoseconds / 1000)) / 1e6;
	}
}

/** What an error says. Since Node 22 that of a decompressor at the end of a cut file has a code and no words. */
function sentenceOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error.message !== "") return error.message;
	const { code } = error as Error & { code?: string };
	return code === "Z_BUF_ERROR" ? "unexpected end of file" : String(code);
}

/** What a decompressor means; each engine has words of its own. */
function damageOf(message: string): string {
	return /truncat|\bend/i.test(message) ? "truncated" : "malformed";
}

function codeOf(status: number): string {
	if (status === STATUS_TRUNCATED) return "truncated";
	if (status === STATUS_UNSUPPORTED) return "unsupported";
	return status === STATUS_LIMIT ? "limit-interfaces" : "malformed";
}

function emptyInfo(file: string): CaptureInfo {
	return {
		file,
		format: "unknown",
		packets: 0,
		bytes: 0,
		linktypes: {},
		interfaces: 0,
		truncatedPackets: 0,
		problems: [],
	};
}
