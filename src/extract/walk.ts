import type { ByteSource } from "../capture/source.js";
import { BufferedOctets } from "./buffered.js";
import type { InterfaceDescription, RawPacket } from "./pcapng.js";
import { PcapngWalk } from "./pcapngwalk.js";
import { PcapWalk, pcapByteOrder } from "./pcapwalk.js";

/** Tells of an interface of the input; returns its number in the output. */
export type OpenInterface = (about: InterfaceDescription) => number;

/** Goes through the records of one capture. */
export interface Walk {
	/**
	 * Passes over `skip` packets and gives the next one, as far as the octets that are there reach.
	 *
	 * @returns how many were passed over; without a packet more octets are needed
	 */
	scan(skip: number): { skipped: number; packet?: RawPacket };
}

/** Third reading: finds packets of one capture by their numbers, and takes nothing apart but the records' heads. */
export class CaptureWalk {
	readonly #input: BufferedOctets;
	readonly #open: OpenInterface;
	#walk: Walk | undefined;
	/** Packets passed so far. */
	#passed = 0;
	#isPeeked = false;
	#peeked: RawPacket | undefined;

	constructor(source: ByteSource, open: OpenInterface) {
		this.#input = new BufferedOctets(source);
		this.#open = open;
	}

	/** Reads up to the first packet, so that the interfaces before it are known. */
	async begin(): Promise<void> {
		this.#peeked = await this.#next(0);
		this.#isPeeked = true;
	}

	/** The packet with this number, from 1; undefined when the capture ends before it. Numbers rise from call to call. */
	async packet(number: number): Promise<RawPacket | undefined> {
		if (this.#isPeeked) {
			this.#isPeeked = false;
			if (number === 1) return this.#peeked;
		}
		return this.#next(number - 1 - this.#passed);
	}

	async #next(skip: number): Promise<RawPacket | undefined> {
		let left = skip;
		for (;;) {
			const walk = this.#walkOf();
			if (walk) {
				const { skipped, packet } = walk.scan(left);
				left -= skipped;
				this.#passed += skipped;
				if (packet) {
					this.#passed++;
					return packet;
				}
			}
			if (!(await this.#input.fill())) return undefined;
		}
	}

	#walkOf(): Walk | undefined {
		const input = this.#input;
		if (this.#walk || input.available < 4) return this.#walk;
		const start = new DataView(input.octets.buffer, input.position, 4);
		const byteOrder = pcapByteOrder(start);
		this.#walk = byteOrder
			? new PcapWalk(input, byteOrder, this.#open)
			: new PcapngWalk(input, this.#open);
		return this.#walk;
	}

	async close(): Promise<void> {
		await this.#input.close();
	}
}
