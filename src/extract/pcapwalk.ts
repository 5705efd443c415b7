import type { BufferedOctets } from "./buffered.js";
import {
	OPTION_IF_FCSLEN,
	OPTION_IF_TSRESOL,
	type PcapngOption,
	type RawPacket,
} from "./pcapng.js";
import type { OpenInterface, Walk } from "./walk.js";

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const MAGIC_MODIFIED = 0xa1b2cd34;
const FILE_HEADER = 24;
const NO_OPTIONS: readonly PcapngOption[] = [];

/** Byte order of a pcap file by its first octets; undefined when it is none. */
export function pcapByteOrder(view: DataView): "little" | "big" | undefined {
	const magics = [MAGIC_MICROSECONDS, MAGIC_NANOSECONDS, MAGIC_MODIFIED];
	if (magics.includes(view.getUint32(0, true))) return "little";
	return magics.includes(view.getUint32(0, false)) ? "big" : undefined;
}

/** Records of a pcap file (draft-ietf-opsawg-pcap), in the variants that `assembly/capture/pcap.ts` reads. */
export class PcapWalk implements Walk {
	readonly #input: BufferedOctets;
	readonly #little: boolean;
	readonly #open: OpenInterface;
	#interface = -1;
	#units = 1_000_000n;
	#header = 16;
	#isSwapped = false;
	#isEither = false;

	constructor(
		input: BufferedOctets,
		byteOrder: "little" | "big",
		open: OpenInterface,
	) {
		this.#input = input;
		this.#little = byteOrder === "little";
		this.#open = open;
	}

	/** See `Walk`. */
	scan(skip: number): { skipped: number; packet?: RawPacket } {
		const input = this.#input;
		let skipped = 0;
		if (this.#interface < 0) {
			if (input.available < FILE_HEADER) return { skipped };
			this.#readHeader();
		}
		const { view } = input;
		const little = this.#little;
		for (;;) {
			if (input.available < this.#header) return { skipped };
			const at = input.position;
			const { length, wire } = this.#lengths(at);
			if (skipped < skip) {
				input.skip(this.#header + length);
				skipped++;
				continue;
			}
			if (input.available < this.#header + length) return { skipped };
			const seconds = BigInt(view.getUint32(at, little));
			const fraction = BigInt(view.getUint32(at + 4, little));
			const time = seconds * this.#units + fraction;
			const start = at + this.#header;
			const packet: RawPacket = {
				interfaceNumber: this.#interface,
				timeHigh: Number(time >> 32n),
				timeLow: Number(time & 0xffffffffn),
				originalLength: wire,
				octets: input.octets.subarray(start, start + length),
				options: NO_OPTIONS,
			};
			input.skip(this.#header + length);
			return { skipped, packet };
		}
	}

	#readHeader(): void {
		const { view, position } = this.#input;
		const little = this.#little;
		const magic = view.getUint32(position, little);
		const major = view.getUint16(position + 4, little);
		const minor = view.getUint16(position + 6, little);
		const link = view.getUint32(position + 20, little);
		const isFine = magic === MAGIC_NANOSECONDS;
		this.#units = isFine ? 1_000_000_000n : 1_000_000n;
		this.#header = magic === MAGIC_MODIFIED ? 24 : 16;
		this.#isSwapped = major === 2 && minor < 3;
		this.#isEither = major === 2 && minor === 3;
		const options: PcapngOption[] = [
			[OPTION_IF_TSRESOL, Uint8Array.of(isFine ? 9 : 6)],
		];
		// Length of the frame check sequence in units of 16 bits, where the flag says that there is one.
		if (link & 0x04000000)
			options.push([OPTION_IF_FCSLEN, Uint8Array.of((link >>> 28) * 2)]);
		this.#interface = this.#open({
			linkType: link & 0xffff,
			snapLength: view.getUint32(position + 16, little),
			options,
		});
		this.#input.skip(FILE_HEADER);
	}

	#lengths(at: number): { length: number; wire: number } {
		const { view } = this.#input;
		const first = view.getUint32(at + 8, this.#little);
		const second = view.getUint32(at + 12, this.#little);
		const swaps = this.#isSwapped || (this.#isEither && first > second);
		return swaps
			? { length: second, wire: first }
			: { length: first, wire: second };
	}
}
