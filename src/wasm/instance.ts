import { instantiateSync } from "@assemblyscript/loader";
import { binary } from "./binary.js";
import {
	FLOWS_FIRST_SIZE,
	INPUT_SLOT_SIZE,
	PAGE,
	REGION_INPUT,
	REGION_SCRATCH,
	REGION_SCRATCH_SIZE,
} from "./layout.js";
import { TEXT_SLOTS } from "./token.js";

/** Octets that fit there; behind them is room for wide loads. */
const SCRATCH_LENGTH = REGION_SCRATCH_SIZE - PAGE;

/**
 * The memory reaches so much further than anybody asked for: 80,000 flows. When it grows, its buffer is detached, and with
 * the first buffer that is, V8 throws away all optimised code that reads octets. Pages that nobody touches cost nothing.
 */
export const ROOM_AHEAD = 0x800000;

/** What `assembly/index.ts` exports. Scalars only; pointers are addresses in the memory. */
export interface CoreExports {
	version(): number;
	/** WTP PDUs of one UDP payload into rows: `assembly/wap/wtp.ts`. */
	decodeWtp(
		start: number,
		end: number,
		wireEnd: number,
		row: number,
		capacity: number,
	): number;
	/** Token rows (`src/wasm/token.ts`) of one MMSE PDU; returns how many: `assembly/mmse/index.ts`. */
	decodeMmse(start: number, end: number): number;
	/** The same of its header alone, with quick hashes of the PDU and of its body. */
	decodeMmseHead(start: number, end: number): number;
	/** Quick hashes of the parts among the rows, into these (`TOKEN_PART_HASH`). */
	hashParts(): void;
	/** Token rows of a WSP header block; with `typed` 1 a content type stands before it. */
	decodeWspHeaders(start: number, end: number, typed: number): number;
	decodeContentType(start: number, end: number): number;
	decodeMultipart(start: number, end: number): number;
	/** MMSE_NO, MMSE_LIKELY or MMSE_STRONG: how much the octets look like an MMSE PDU. */
	findMmse(start: number, end: number): number;
	/** 64-bit hash, into the head of the token region. */
	hash(start: number, length: number): void;
	/** The same of a PDU, its body and its parts at once: `assembly/mmse/index.ts`. */
	hashPdu(
		start: number,
		length: number,
		body: number,
		bodyLength: number,
		count: number,
	): void;
	/** The same with hashes that are good for comparing within one run. */
	quickHashPdu(start: number, body: number, end: number, count: number): void;
	/** One WSP PDU into the record at `out`: `assembly/wap/wsp.ts`. */
	decodeWsp(
		start: number,
		end: number,
		connectionless: number,
		out: number,
	): void;
	decodeCapabilities(
		start: number,
		end: number,
		out: number,
		capacity: number,
	): number;
	decodeAddresses(
		start: number,
		end: number,
		out: number,
		capacity: number,
	): number;
	/** Rows of the lines of an HTTP head up to its empty line; the address behind that, or 0: `assembly/http/head.ts`. */
	readHead(start: number, end: number): number;
	/** Lays out the flow table: `assembly/flow/index.ts`. */
	createFlows(limit: number, start: number, used: number, seed: number): void;
	/** Up to where the memory has to reach before `growFlows`, as a signed number. */
	flowsEnd(): number;
	/** Takes the memory up to there for more flows. */
	growFlows(): void;
	/** Address of the first counter of 64 bits in a range that is not zero, or its end: `assembly/cursor.ts`. */
	nextCounter(start: number, end: number): number;
	/** Moves octets within the memory, in a fifth of the time that `copyWithin` takes for few: `assembly/bytes.ts`. */
	copyOctets(to: number, from: number, length: number): void;
	/** Rows of the names that were not resolved by the end: `assembly/dns/resolution.ts`. */
	finishDns(): number;
	/** One batch of rows: `assembly/frame.ts`. Returns WALK_*. */
	walk(): number;
	/** Looks at a slot's next record: 0, WALK_INPUT or WALK_ENDED. */
	look(slot: number): number;
	/** Rows of a datagram put together from fragments: `assembly/datagram.ts`. */
	decodeDatagram(length: number, wireLength: number): number;
}

/**
 * One instance of the WebAssembly core with its memory. Nothing in it is shared with another instance, so several
 * analyses run side by side.
 */
export class Core {
	/** A reader has used it: its memory is not empty any more. */
	isUsed = false;
	readonly memory: WebAssembly.Memory;
	readonly exports: CoreExports;
	/** Strings of short texts by slot (`assembly/intern.ts`), and which filling of its slot each was made of. */
	readonly texts: string[] = new Array<string>(TEXT_SLOTS).fill("");
	readonly textVersions = new Uint32Array(TEXT_SLOTS);
	#bytes: Uint8Array<ArrayBufferLike>;
	#view: DataView<ArrayBufferLike>;
	#words: Uint32Array<ArrayBufferLike>;
	#scratch: Uint8Array<ArrayBufferLike>;
	/** Of these: asking an array for it is a call. */
	#buffer: ArrayBufferLike;

	constructor(memory: WebAssembly.Memory, exports: CoreExports) {
		this.memory = memory;
		this.exports = exports;
		this.#bytes = new Uint8Array(memory.buffer);
		this.#view = new DataView(memory.buffer);
		this.#words = new Uint32Array(memory.buffer);
		this.#scratch = scratchOf(this.#bytes);
		this.#buffer = memory.buffer;
	}

	/** The whole memory. Never keep it: growing the memory makes a new one. */
	get bytes(): Uint8Array<ArrayBufferLike> {
		if (this.#bytes.length === 0) this.#renew();
		return this.#bytes;
	}

	/** The whole memory as a DataView. Never keep it. */
	get view(): DataView<ArrayBufferLike> {
		if (this.#bytes.length === 0) this.#renew();
		return this.#view;
	}

	/** The whole memory as words of 32 bits. Never keep it. */
	get words(): Uint32Array<ArrayBufferLike> {
		if (this.#bytes.length === 0) this.#renew();
		return this.#words;
	}

	/** A number of 64 bits at `address`, exact up to 2^53. */
	getU64(address: number): number {
		const { view } = this;
		return (
			view.getUint32(address + 4, true) * 2 ** 32 +
			view.getUint32(address, true)
		);
	}

	setU64(address: number, value: number): void {
		this.view.setUint32(address, value % 2 ** 32, true);
		this.view.setUint32(address + 4, Math.floor(value / 2 ** 32), true);
	}

	/** Makes sure that the memory reaches up to `end`. */
	reserve(end: number): void {
		const missing = end - this.memory.buffer.byteLength;
		if (missing > 0) this.memory.grow(Math.ceil((missing + ROOM_AHEAD) / PAGE));
	}

	/** Octets that were copied to the scratch region, for `--stats`. */
	scratched = 0;

	/**
	 * Copies octets to the scratch region, where decoders read one PDU at a time.
	 *
	 * @returns how many octets fitted (at most 16 MiB); they start at `REGION_SCRATCH`
	 */
	toScratch(octets: Uint8Array): number {
		const length = placedLength(octets);
		this.bytes.set(
			length === octets.length ? octets : octets.subarray(0, length),
			REGION_SCRATCH,
		);
		this.scratched += length;
		return length;
	}

	/** The scratch region. Never keep it. */
	get scratch(): Uint8Array<ArrayBufferLike> {
		if (this.#bytes.length === 0) this.#renew();
		return this.#scratch;
	}

	/**
	 * Address of octets where decoders can read them: where they lie when that is this memory, otherwise of a copy in the
	 * scratch region. `placedLength` says how many there are.
	 */
	place(octets: Uint8Array): number {
		if (this.#bytes.length === 0) this.#renew();
		if (octets.buffer === this.#buffer) return octets.byteOffset;
		this.toScratch(octets);
		return REGION_SCRATCH;
	}

	/** The same of those from `start` to `end`; -1: they are too many. */
	placeOf(octets: Uint8Array, start: number, end: number): number {
		if (end - start > SCRATCH_LENGTH) return -1;
		if (octets === this.bytes) return start;
		const isAll = start === 0 && end === octets.length;
		return this.place(isAll ? octets : octets.subarray(start, end));
	}

	/** Growing the memory detaches its buffer: arrays on it are empty then, which is cheap to see. */
	#renew(): void {
		this.#bytes = new Uint8Array(this.memory.buffer);
		this.#view = new DataView(this.memory.buffer);
		this.#words = new Uint32Array(this.memory.buffer);
		this.#scratch = scratchOf(this.#bytes);
		this.#buffer = this.memory.buffer;
	}
}

function scratchOf(bytes: Uint8Array): Uint8Array {
	return bytes.subarray(REGION_SCRATCH, REGION_SCRATCH + SCRATCH_LENGTH);
}

/** How many octets of one PDU fit where decoders read them. */
export function placedLength({ length }: Pick<Uint8Array, "length">): number {
	return Math.min(length, SCRATCH_LENGTH);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
	const raw = atob(text);
	const octets = new Uint8Array(raw.length);
	for (let i = 0; i < raw.length; i++) octets[i] = raw.charCodeAt(i);
	return octets;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Makes an instance with a memory of its own. The binary is compiled once per process.
 *
 * @param watch puts other functions in the place of the exports, to count calls
 */
export async function createCore(
	watch: (exports: CoreExports) => CoreExports = (exports) => exports,
): Promise<Core> {
	compiled ??= WebAssembly.compile(decodeBase64(binary));
	// What one capture needs from the start: growing the memory makes V8 look for garbage.
	const end = REGION_INPUT + INPUT_SLOT_SIZE + FLOWS_FIRST_SIZE;
	const initial = (end + ROOM_AHEAD) / PAGE;
	const memory = new WebAssembly.Memory({ initial });
	// The loader's `instantiate` asks whether it was given a Response, and Node loads its whole HTTP client for the answer.
	const { instance } = instantiateSync(await compiled, { env: { memory } });
	// Without the loader's wrappers, and as an ordinary object: a call costs a tenth.
	const exports: unknown = { ...instance.exports };
	return new Core(memory, watch(exports as CoreExports));
}
