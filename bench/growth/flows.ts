import { closeSync, openSync, writeSync } from "node:fs";
import { pcapHeader, Random } from "../../test/builder/index.js";

/** A capture in which so many flows are open at the same time. */
export interface FlowOptions {
	flows: number;
	/** After the two that each flow begins with: of any flow, at random, which is the worst for a cache. */
	packets: number;
	/** Octets of each frame. */
	octets: number;
}

/** Frames that a flow begins with: a SYN, and data that is no MMS. */
export const FIRST = 2;

const RECORD = 16;
const ETHERNET = 14;
const IP = 20;
/** Frames a second: no flow is idle for long. */
const RATE = 1_000_000;
const PIECE = 4 << 20;

/** Half of the flows are TLS over TCP, half QUIC over UDP. */
export function writeFlows(path: string, options: FlowOptions): void {
	const file = openSync(path, "w");
	for (const piece of flowPieces(options)) writeSync(file, piece);
	closeSync(file);
}

/** Pieces of the capture; each is valid until the next is asked for. */
export function* flowPieces(options: FlowOptions): Generator<Uint8Array> {
	const { flows, packets, octets } = options;
	yield pcapHeader();
	const size = RECORD + octets;
	const many = Math.floor(PIECE / size);
	const piece = new Uint8Array(many * size);
	const view = new DataView(piece.buffer);
	const random = new Random(flows);
	const opening = flows * FIRST;
	const last = opening + packets - 1;
	for (let packet = 0, filled = 0; packet <= last; packet++) {
		const isOpening = packet < opening;
		const flow = isOpening ? Math.floor(packet / FIRST) : random.u32() % flows;
		const isFirst = isOpening && packet % FIRST === 0;
		writeFrame(view, filled * size, { flow, octets, isFirst, packet });
		filled++;
		if (filled === many || packet === last) {
			yield piece.subarray(0, filled * size);
			filled = 0;
		}
	}
}

interface Frame {
	flow: number;
	octets: number;
	isFirst: boolean;
	/** Number of the frame in the capture, from 0. */
	packet: number;
}

function writeFrame(view: DataView, at: number, frame: Frame): void {
	const { flow, octets, packet } = frame;
	view.setUint32(at, 1_700_000_000 + Math.floor(packet / RATE), true);
	view.setUint32(at + 4, packet % RATE, true);
	view.setUint32(at + 8, octets, true);
	view.setUint32(at + 12, octets, true);
	const ip = at + RECORD + ETHERNET;
	view.setUint16(ip - 2, 0x0800);
	const isTcp = flow % 2 === 0;
	view.setUint32(ip, 0x45000000 + octets - ETHERNET);
	view.setUint32(ip + 8, isTcp ? 0x40060000 : 0x40110000);
	// One address for each 16 flows, as of a phone.
	view.setUint32(ip + 12, 0x0a000000 + (flow >>> 4));
	view.setUint32(ip + 16, 0xc0000200 + (flow % 250));
	const transport = ip + IP;
	view.setUint16(transport, 40_000 + (flow & 15));
	view.setUint16(transport + 2, 443);
	if (isTcp) writeTcp(view, transport, frame);
	else writeUdp(view, transport, octets - ETHERNET - IP);
}

function writeTcp(
	view: DataView,
	at: number,
	{ isFirst, packet }: Frame,
): void {
	view.setUint32(at + 4, packet);
	view.setUint32(at + 8, 1);
	view.setUint32(at + 12, isFirst ? 0x5002ffff : 0x5010ffff);
	// The head of a TLS record with data (RFC 8446 5.1).
	view.setUint32(at + 20, 0x17030300);
}

function writeUdp(view: DataView, at: number, length: number): void {
	view.setUint16(at + 4, length);
	// A short header of QUIC (RFC 9000 17.3.1).
	view.setUint32(at + 8, 0x40123456);
}
