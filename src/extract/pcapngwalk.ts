import type { BufferedOctets } from "./buffered.js";
import { type PcapngOption, padded, type RawPacket } from "./pcapng.js";
import type { OpenInterface, Walk } from "./walk.js";

const BLOCK_SECTION = 0x0a0d0d0a; // the same in both byte orders
const BLOCK_INTERFACE = 1;
const BLOCK_PACKET = 2; // obsolete
const BLOCK_SIMPLE_PACKET = 3;
const BLOCK_ENHANCED_PACKET = 6;
const SWAPPED_BYTE_ORDER_MAGIC = 0x4d3c2b1a;
const BLOCK_LEAST = 12;
/** Longer blocks need not be in the memory as a whole: the same as in `assembly/capture/pcapng.ts`. */
const WHOLE_BLOCK = 0x60000;

const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
const MICROSECONDS = 1_000_000n;
const NANOSECONDS = 1_000_000_000n;

/**
 * Options that are copied, with the size of the numbers in them (1: octets). No comments, no custom options; of packets no
 * count of dropped ones, which lie between packets that are not neighbours any more.
 */
const INTERFACE_OPTIONS: ReadonlyMap<number, number> = new Map([
	[2, 1], // if_name
	[3, 1], // if_description
	[4, 1], // if_IPv4addr
	[5, 1], // if_IPv6addr
	[6, 1], // if_MACaddr
	[7, 1], // if_EUIaddr
	[8, 8], // if_speed
	[9, 1], // if_tsresol
	[10, 4], // if_tzone
	[11, 1], // if_filter
	[12, 1], // if_os
	[13, 1], // if_fcslen
	[14, 8], // if_tsoffset
	[15, 1], // if_hardware
	[16, 8], // if_txspeed
	[17, 8], // if_rxspeed
]);
const PACKET_OPTIONS: ReadonlyMap<number, number> = new Map([
	[2, 4], // epb_flags
	[3, 1], // epb_hash
	[5, 8], // epb_packetid
	[6, 4], // epb_queue
]);

interface Interface {
	number: number;
	units: bigint;
	offset: bigint;
	snapLength: number;
}

/** A block's place in the octets that are there. */
interface Block {
	at: number;
	type: number;
	length: number;
}

/** Blocks of a pcapng file (draft-ietf-opsawg-pcapng). */
export class PcapngWalk implements Walk {
	readonly #input: BufferedOctets;
	readonly #open: OpenInterface;
	#little = true;
	#interfaces: Interface[] = [];
	/** Time of the last packet that has one: that of simple packets that follow. */
	#lastInterface: Interface | undefined;
	#lastHigh = 0;
	#lastLow = 0;

	constructor(input: BufferedOctets, open: OpenInterface) {
		this.#input = input;
		this.#open = open;
	}

	/** See `Walk`. */
	scan(skip: number): { skipped: number; packet?: RawPacket } {
		const input = this.#input;
		let skipped = 0;
		for (;;) {
			const block = this.#block();
			if (!block) return { skipped };
			const { type, length } = block;
			if (type === BLOCK_SECTION) this.#interfaces = [];
			else if (type === BLOCK_INTERFACE) this.#addInterface(block);
			else if (isPacket(type)) {
				this.#noteTime(block);
				if (skipped === skip) {
					const packet = this.#packet(block);
					input.skip(padded(length));
					return { skipped, packet };
				}
				skipped++;
			}
			input.skip(padded(length));
		}
	}

	/** The next block, when as much of it is there as is needed. */
	#block(): Block | undefined {
		const input = this.#input;
		const { view, position: at, available } = input;
		if (available < BLOCK_LEAST) return undefined;
		if (view.getUint32(at, true) === BLOCK_SECTION)
			this.#little = view.getUint32(at + 8, true) !== SWAPPED_BYTE_ORDER_MAGIC;
		const type = view.getUint32(at, this.#little);
		const length = view.getUint32(at + 4, this.#little);
		// What the core takes for damage ends the packets that can be asked for; never go round in circles.
		if (length < BLOCK_LEAST) return undefined;
		return available < Math.min(padded(length), WHOLE_BLOCK)
			? undefined
			: { at, type, length };
	}

	#addInterface({ at, length }: Block): void {
		if (length < 20 || padded(length) > WHOLE_BLOCK) return;
		const { view } = this.#input;
		const options = this.#options(at + 16, at + length - 4, INTERFACE_OPTIONS);
		const snapLength = view.getUint32(at + 12, this.#little);
		const number = this.#open({
			linkType: view.getUint16(at + 8, this.#little),
			snapLength,
			options,
		});
		const resolution = options.find(([code]) => code === OPTION_TSRESOL);
		const offset = options.find(([code]) => code === OPTION_TSOFFSET);
		this.#interfaces.push({
			number,
			units: unitsOf(resolution?.[1][0] ?? 6),
			offset: offset?.[1].length === 8 ? signed64(offset[1]) : 0n,
			snapLength: snapLength === 0 ? 0xffffffff : snapLength,
		});
	}

	/** Options of the table, their numbers turned to little-endian. */
	#options(
		start: number,
		end: number,
		table: ReadonlyMap<number, number>,
	): PcapngOption[] {
		const { view, octets } = this.#input;
		const found: PcapngOption[] = [];
		for (let at = start; end - at >= 4; ) {
			const code = view.getUint16(at, this.#little);
			const length = view.getUint16(at + 2, this.#little);
			if (code === 0 || padded(length) > end - at - 4) break;
			const size = table.get(code);
			if (size !== undefined && length % size === 0) {
				const value = octets.slice(at + 4, at + 4 + length);
				if (!this.#little && size > 1) value.reverse();
				found.push([code, value]);
			}
			at += 4 + padded(length);
		}
		return found;
	}

	#interfaceOf({ at, type }: Block): Interface | undefined {
		const { view } = this.#input;
		if (type === BLOCK_SIMPLE_PACKET) return this.#interfaces[0];
		const index =
			type === BLOCK_PACKET
				? view.getUint16(at + 8, this.#little)
				: view.getUint32(at + 8, this.#little);
		return this.#interfaces[index];
	}

	#noteTime(block: Block): void {
		if (block.type === BLOCK_SIMPLE_PACKET || block.length < 32) return;
		const { view } = this.#input;
		this.#lastInterface = this.#interfaceOf(block);
		this.#lastHigh = view.getUint32(block.at + 12, this.#little);
		this.#lastLow = view.getUint32(block.at + 16, this.#little);
	}

	#packet(block: Block): RawPacket {
		const { at, type, length } = block;
		if (type === BLOCK_SIMPLE_PACKET) return this.#simplePacket(block);
		const { view, octets } = this.#input;
		const captured = view.getUint32(at + 20, this.#little);
		const end = at + 28 + padded(captured);
		const isWhole = padded(length) <= this.#input.available;
		return {
			interfaceNumber: this.#interfaceOf(block)?.number ?? 0,
			timeHigh: this.#lastHigh,
			timeLow: this.#lastLow,
			originalLength: view.getUint32(at + 24, this.#little),
			octets: octets.subarray(at + 28, at + 28 + captured),
			options:
				isWhole && type === BLOCK_ENHANCED_PACKET
					? this.#options(end, at + length - 4, PACKET_OPTIONS)
					: [],
		};
	}

	/** It has no time of its own: the one of the packet before, in the units of its interface. */
	#simplePacket(block: Block): RawPacket {
		const { at } = block;
		const { view, octets } = this.#input;
		const about = this.#interfaceOf(block);
		const wire = view.getUint32(at + 8, this.#little);
		const captured = Math.min(wire, about?.snapLength ?? wire);
		const time = about ? this.#lastTimeIn(about) : 0n;
		return {
			interfaceNumber: about?.number ?? 0,
			timeHigh: Number((time >> 32n) & 0xffffffffn),
			timeLow: Number(time & 0xffffffffn),
			originalLength: wire,
			octets: octets.subarray(at + 12, at + 12 + captured),
			options: [],
		};
	}

	#lastTimeIn(about: Interface): bigint {
		const last = this.#lastInterface;
		if (!last) return 0n;
		const ticks = (BigInt(this.#lastHigh) << 32n) | BigInt(this.#lastLow);
		if (last === about) return ticks;
		const nanoseconds =
			(ticks * NANOSECONDS) / last.units +
			(last.offset - about.offset) * NANOSECONDS;
		return nanoseconds < 0n ? 0n : (nanoseconds * about.units) / NANOSECONDS;
	}
}

function isPacket(type: number): boolean {
	return (
		type === BLOCK_ENHANCED_PACKET ||
		type === BLOCK_SIMPLE_PACKET ||
		type === BLOCK_PACKET
	);
}

/** Units per second of if_tsresol, as `assembly/capture/interface.ts` takes it. */
function unitsOf(resolution: number): bigint {
	const power = resolution & 0x7f;
	if (resolution & 0x80) return power < 64 ? 1n << BigInt(power) : MICROSECONDS;
	return power > 19 ? MICROSECONDS : 10n ** BigInt(power);
}

function signed64(octets: Uint8Array): bigint {
	return new DataView(octets.buffer, octets.byteOffset, 8).getBigInt64(0, true);
}
