import { join, joinAll, type Octets, type Piece, utf8 } from "./bytes.js";
import {
	frame,
	LINKTYPE,
	type LinkName,
	type LinkOptions,
	linkHeader,
} from "./link.js";

/** An IP datagram and when it passed. */
export interface Packet {
	/** Microseconds since 1970 (UTC). */
	time: number;
	/** Nanoseconds within the microsecond, for captures with a fine clock. */
	nanos?: number;
	/** From the first octet of the IP header. */
	datagram: Uint8Array;
	/** Octets after the datagram (Ethernet padding). */
	trailer?: Uint8Array;
	/** Snap length for this packet, counted from the IP header. */
	keep?: number;
	/** VLAN tags and the like, instead of those of the capture. */
	link?: LinkOptions;
	/** Not IP at all: these octets are the whole link-layer packet. */
	raw?: Uint8Array;
	/** pcapng: index of the interface. */
	interface?: number;
}

export interface PcapOptions {
	link?: LinkName;
	bigEndian?: boolean;
	nanoseconds?: boolean;
	snapLength?: number;
	linkOptions?: LinkOptions;
}

function put32(view: DataView, at: number, value: number, big = false): void {
	view.setUint32(at, value >>> 0, !big);
}

/** The 24-octet file header of pcap. */
export function pcapHeader(options: PcapOptions = {}): Octets {
	const out = new Uint8Array(24);
	const view = new DataView(out.buffer);
	const little = !options.bigEndian;
	view.setUint32(0, options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
	view.setUint16(4, 2, little);
	view.setUint16(6, 4, little);
	view.setUint32(16, options.snapLength ?? 262144, little);
	view.setUint32(20, LINKTYPE[options.link ?? "ethernet"], little);
	return out;
}

function wireOctets(packet: Packet, options: PcapOptions): Octets {
	if (packet.raw) return packet.raw as Octets;
	const link = options.link ?? "ethernet";
	return frame(link, packet.datagram, {
		...options.linkOptions,
		...packet.link,
		...(packet.trailer && { trailer: packet.trailer }),
	});
}

/** How many octets of a packet of this length the capture has. */
function kept(packet: Packet, length: number, snapLength = length): number {
	if (packet.keep === undefined) return Math.min(length, snapLength);
	const before = length - packet.datagram.length;
	return Math.min(length, before + packet.keep);
}

/** A pcap file in one piece. */
export function pcap(
	packets: Iterable<Packet>,
	options: PcapOptions = {},
): Octets {
	const pieces: Piece[] = [pcapHeader(options)];
	for (const packet of packets) {
		const wire = wireOctets(packet, options);
		const keep = kept(packet, wire.length, options.snapLength);
		const head = new Uint8Array(16);
		const view = new DataView(head.buffer);
		const fraction = packet.time % 1e6;
		put32(view, 0, Math.floor(packet.time / 1e6), options.bigEndian);
		put32(
			view,
			4,
			options.nanoseconds ? fraction * 1000 + (packet.nanos ?? 0) : fraction,
			options.bigEndian,
		);
		put32(view, 8, keep, options.bigEndian);
		put32(view, 12, wire.length, options.bigEndian);
		pieces.push(head, wire.subarray(0, keep));
	}
	return joinAll(pieces);
}

/** Code and value of a pcapng option. */
export type Option = readonly [code: number, value: Uint8Array | string];

export interface InterfaceOptions {
	link?: LinkName;
	linkOptions?: LinkOptions;
	snapLength?: number;
	/** if_tsresol: 6 is microseconds, 9 nanoseconds, 0x80 and up a power of two (10 octal digits at most). */
	tsresol?: number;
	/** if_tsoffset in seconds: what is taken off the written times. */
	tsoffset?: number;
	options?: readonly Option[];
}

/** Writes a pcapng file block by block (draft-ietf-opsawg-pcapng). */
export class PcapngFile {
	#pieces: Octets[] = [];
	#big = false;
	#interfaces: InterfaceOptions[] = [];

	/** Section Header Block: begins a section with a byte order of its own and no interfaces. */
	section(bigEndian = false, options: readonly Option[] = []): this {
		this.#big = bigEndian;
		this.#interfaces = [];
		const body = join(
			this.#u32(0x1a2b3c4d),
			this.#u16(1),
			this.#u16(0),
			this.#u32(0xffffffff),
			this.#u32(0xffffffff),
			this.#options(options),
		);
		return this.block(0x0a0d0d0a, body);
	}

	/** Interface Description Block. */
	interface(about: InterfaceOptions = {}): this {
		this.#interfaces.push(about);
		const options: Option[] = [...(about.options ?? [])];
		if (about.tsresol !== undefined) {
			options.push([9, Uint8Array.of(about.tsresol)]);
		}
		if (about.tsoffset !== undefined) {
			options.push([14, this.#u64(BigInt(about.tsoffset))]);
		}
		const body = join(
			this.#u16(LINKTYPE[about.link ?? "ethernet"]),
			this.#u16(0),
			this.#u32(about.snapLength ?? 0),
			this.#options(options),
		);
		return this.block(1, body);
	}

	/** Enhanced Packet Block. */
	packet(packet: Packet, options: readonly Option[] = []): this {
		const [index, about, wire, keep] = this.#prepare(packet);
		const time = this.#u64(this.#ticks(packet, about), true);
		const body = join(
			this.#u32(index),
			time,
			this.#u32(keep),
			this.#u32(wire.length),
			pad(wire.subarray(0, keep)),
			this.#options(options),
		);
		return this.block(6, body);
	}

	/** Obsolete Packet Block. */
	oldPacket(packet: Packet, drops = 0xffff): this {
		const [index, about, wire, keep] = this.#prepare(packet);
		const body = join(
			this.#u16(index),
			this.#u16(drops),
			this.#u64(this.#ticks(packet, about), true),
			this.#u32(keep),
			this.#u32(wire.length),
			pad(wire.subarray(0, keep)),
		);
		return this.block(2, body);
	}

	/** Simple Packet Block: no time, first interface. */
	simplePacket(packet: Packet): this {
		const [, , wire, keep] = this.#prepare({ ...packet, interface: 0 });
		return this.block(
			3,
			join(this.#u32(wire.length), pad(wire.subarray(0, keep))),
		);
	}

	/** Any block: name resolution, statistics, custom, unknown. The body is padded to 4 octets. */
	block(type: number, body: Uint8Array): this {
		const padded = pad(body);
		const total = this.#u32(12 + padded.length);
		this.#pieces.push(join(this.#u32(type), total, padded, total));
		return this;
	}

	octets(): Octets {
		return joinAll(this.#pieces);
	}

	/** What was written since the last call, for files that are too large to hold. */
	take(): Octets {
		const out = this.octets();
		this.#pieces = [];
		return out;
	}

	#prepare(packet: Packet): [number, InterfaceOptions, Octets, number] {
		const index = packet.interface ?? 0;
		const about = this.#interfaces[index] ?? {};
		const wire = wireOctets(packet, about);
		const keep = kept(packet, wire.length, about.snapLength || undefined);
		return [index, about, wire, keep];
	}

	#ticks(packet: Packet, about: InterfaceOptions): bigint {
		const resolution = about.tsresol ?? 6;
		const nanos =
			BigInt(Math.floor(packet.time)) * 1000n +
			BigInt(packet.nanos ?? 0) -
			BigInt(about.tsoffset ?? 0) * 1000000000n;
		const perSecond =
			resolution & 0x80
				? 2n ** BigInt(resolution & 0x7f)
				: 10n ** BigInt(resolution);
		return (nanos * perSecond) / 1000000000n;
	}

	#options(options: readonly Option[]): Octets {
		if (options.length === 0) return new Uint8Array(0);
		const pieces = options.map(([code, value]) => {
			const octets = typeof value === "string" ? utf8(value) : value;
			return join(this.#u16(code), this.#u16(octets.length), pad(octets));
		});
		return join(...pieces, this.#u32(0));
	}

	#u16(value: number): Octets {
		const out = new Uint8Array(2);
		new DataView(out.buffer).setUint16(0, value, !this.#big);
		return out;
	}

	#u32(value: number): Octets {
		const out = new Uint8Array(4);
		put32(new DataView(out.buffer), 0, value, this.#big);
		return out;
	}

	/** `highFirst`: as two words, the high one first, as packet times are. */
	#u64(value: bigint, highFirst = false): Octets {
		const high = Number((value >> 32n) & 0xffffffffn);
		const low = Number(value & 0xffffffffn);
		return highFirst || this.#big
			? join(this.#u32(high), this.#u32(low))
			: join(this.#u32(low), this.#u32(high));
	}
}

function pad(octets: Uint8Array): Octets {
	const out = new Uint8Array((octets.length + 3) & ~3);
	out.set(octets);
	return out;
}

/** A pcapng file with one section and one interface. */
export function pcapng(
	packets: Iterable<Packet>,
	about: InterfaceOptions & { bigEndian?: boolean } = {},
): Octets {
	const file = new PcapngFile().section(about.bigEndian).interface(about);
	for (const packet of packets) file.packet(packet);
	return file.octets();
}

/** Writes a pcap file of any size through one buffer; `sink` gets a view that is valid during the call only. */
export class PcapStream {
	readonly #sink: (chunk: Uint8Array) => void;
	readonly #options: PcapOptions;
	readonly #head4: Octets;
	readonly #head6: Octets;
	readonly #buffer: Octets;
	readonly #view: DataView;
	#at = 0;
	packets = 0;
	bytes = 24;

	constructor(
		sink: (chunk: Uint8Array) => void,
		options: PcapOptions = {},
		bufferSize = 1 << 22,
	) {
		const link = options.link ?? "ethernet";
		this.#sink = sink;
		this.#options = options;
		this.#head4 = linkHeader(link, 4, options.linkOptions);
		this.#head6 = linkHeader(link, 6, options.linkOptions);
		this.#buffer = new Uint8Array(bufferSize);
		this.#view = new DataView(this.#buffer.buffer);
		this.#buffer.set(pcapHeader(options));
		this.#at = 24;
	}

	write(packet: Packet): void {
		const { datagram } = packet;
		const head = this.#headOf(packet);
		const trailer = packet.trailer?.length ?? 0;
		const length = head.length + datagram.length + trailer;
		const keep = kept(packet, length, this.#options.snapLength);
		if (this.#buffer.length - this.#at < 16 + length) this.flush();
		const at = this.#at;
		this.#record(at, packet, keep, length);
		this.#buffer.set(head, at + 16);
		this.#buffer.set(datagram, at + 16 + head.length);
		if (packet.trailer) {
			this.#buffer.set(packet.trailer, at + 16 + length - trailer);
		}
		this.#at = at + 16 + keep;
		this.packets++;
		this.bytes += 16 + keep;
	}

	flush(): void {
		if (this.#at > 0) this.#sink(this.#buffer.subarray(0, this.#at));
		this.#at = 0;
	}

	#headOf(packet: Packet): Octets {
		if (packet.raw) return packet.raw as Octets;
		const version = (packet.datagram[0] as number) >> 4 === 6 ? 6 : 4;
		if (packet.link) {
			return linkHeader(this.#options.link ?? "ethernet", version, packet.link);
		}
		return version === 6 ? this.#head6 : this.#head4;
	}

	#record(at: number, packet: Packet, keep: number, length: number): void {
		const view = this.#view;
		const big = this.#options.bigEndian;
		const seconds = Math.floor(packet.time / 1e6);
		const fraction = packet.time - seconds * 1e6;
		put32(view, at, seconds, big);
		put32(
			view,
			at + 4,
			this.#options.nanoseconds
				? fraction * 1000 + (packet.nanos ?? 0)
				: fraction,
			big,
		);
		put32(view, at + 8, keep, big);
		put32(view, at + 12, length, big);
	}
}
