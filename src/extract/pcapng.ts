/** Blocks of the output: pcapng (draft-ietf-opsawg-pcapng 4), one section, little-endian. */

const BLOCK_SECTION = 0x0a0d0d0a;
const BLOCK_INTERFACE = 1;
const BLOCK_ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPTION_COMMENT = 1;
const OPTION_USER_APPLICATION = 4;
export const OPTION_IF_NAME = 2;
export const OPTION_IF_TSRESOL = 9;
export const OPTION_IF_FCSLEN = 13;

/** An option: its code and its value, in little-endian. */
export type PcapngOption = readonly [code: number, value: Uint8Array];

/** An interface of the input, as it is to be described. */
export interface InterfaceDescription {
	linkType: number;
	snapLength: number;
	options: readonly PcapngOption[];
}

/** A packet of the input: `octets` is valid until the next one is asked for. */
export interface RawPacket {
	/** Number of its interface in the output. */
	interfaceNumber: number;
	/** Time stamp in the units of its interface, as two words. */
	timeHigh: number;
	timeLow: number;
	originalLength: number;
	octets: Uint8Array;
	options: readonly PcapngOption[];
}

const TEXT = new TextEncoder();

/** An option whose value is text. */
export function textOption(code: number, text: string): PcapngOption {
	return [code, TEXT.encode(text)];
}

/** Octets rounded up to whole words. */
export function padded(length: number): number {
	return (length + 3) & ~3;
}

function optionsLength(options: readonly PcapngOption[]): number {
	if (options.length === 0) return 0;
	let length = 4;
	for (const [, value] of options) length += 4 + padded(value.length);
	return length;
}

/** Collects blocks and gives them out in pieces. */
export class PcapngWriter {
	#octets = new Uint8Array(0x20000);
	#view = new DataView(this.#octets.buffer);
	#length = 0;
	#interfaces = 0;

	/** Octets that wait to be taken. */
	get length(): number {
		return this.#length;
	}

	/** What was written since the last call. */
	take(): Uint8Array<ArrayBuffer> {
		const taken = this.#octets.slice(0, this.#length);
		this.#length = 0;
		return taken;
	}

	/** Section Header Block (4.1), which names the program. */
	section(application: string): void {
		const options = [textOption(OPTION_USER_APPLICATION, application)];
		const at = this.#begin(BLOCK_SECTION, 16 + optionsLength(options));
		const view = this.#view;
		view.setUint32(at, BYTE_ORDER_MAGIC, true);
		view.setUint16(at + 4, 1, true);
		view.setUint16(at + 6, 0, true);
		// The length of the section is not known.
		view.setUint32(at + 8, 0xffffffff, true);
		view.setUint32(at + 12, 0xffffffff, true);
		this.#options(at + 16, options);
	}

	/** Interface Description Block (4.2); returns the number of the interface. */
	interface(about: InterfaceDescription): number {
		const { linkType, snapLength, options } = about;
		const at = this.#begin(BLOCK_INTERFACE, 8 + optionsLength(options));
		this.#view.setUint16(at, linkType, true);
		this.#view.setUint16(at + 2, 0, true);
		this.#view.setUint32(at + 4, snapLength, true);
		this.#options(at + 8, options);
		return this.#interfaces++;
	}

	/** Enhanced Packet Block (4.3) with its comments. */
	packet(packet: RawPacket, comments: readonly string[]): void {
		const { octets, options } = packet;
		const all = comments.map((text) => textOption(OPTION_COMMENT, text));
		all.push(...options);
		const data = padded(octets.length);
		const size = 20 + data + optionsLength(all);
		const at = this.#begin(BLOCK_ENHANCED_PACKET, size);
		const view = this.#view;
		view.setUint32(at, packet.interfaceNumber, true);
		view.setUint32(at + 4, packet.timeHigh, true);
		view.setUint32(at + 8, packet.timeLow, true);
		view.setUint32(at + 12, octets.length, true);
		view.setUint32(at + 16, packet.originalLength, true);
		this.#octets.set(octets, at + 20);
		this.#octets.fill(0, at + 20 + octets.length, at + 20 + data);
		this.#options(at + 20 + data, all);
	}

	/** Head and trailer of a block; returns where its body begins. */
	#begin(type: number, bodyLength: number): number {
		const start = this.#length;
		const total = 12 + bodyLength;
		this.#reserve(start + total);
		this.#view.setUint32(start, type, true);
		this.#view.setUint32(start + 4, total, true);
		this.#view.setUint32(start + total - 4, total, true);
		this.#length = start + total;
		return start + 8;
	}

	#reserve(length: number): void {
		if (length <= this.#octets.length) return;
		const octets = new Uint8Array(Math.max(length, this.#octets.length * 2));
		octets.set(this.#octets.subarray(0, this.#length));
		this.#octets = octets;
		this.#view = new DataView(octets.buffer);
	}

	#options(start: number, options: readonly PcapngOption[]): void {
		if (options.length === 0) return;
		let at = start;
		for (const [code, value] of options) {
			this.#view.setUint16(at, code, true);
			this.#view.setUint16(at + 2, value.length, true);
			this.#octets.set(value, at + 4);
			const end = at + 4 + padded(value.length);
			this.#octets.fill(0, at + 4 + value.length, end);
			at = end;
		}
		this.#view.setUint32(at, 0, true);
	}
}
