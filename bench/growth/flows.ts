import { closeSync, openSync, writeSync } from "node:fs";
import { pcapHeader, Random } from "../../test/builder/index.js";

/** A capture in which so many flows are open at the same time. */
export interface FlowOptions {
	flows: number;
	/** After those that each flow begins with: of any flow, at random, which is the worst for a cache. */
	packets: number;
	/** Octets of each frame. */
	octets: number;
}

/** Frames that a flow begins with: a SYN, its answer and a ClientHello, or three datagrams. */
export const FIRST = 3;
const SYN = 0;
const ANSWER = 1;
const CLIENT_HELLO = 2;

const RECORD = 16;
const ETHERNET = 14;
const IP = 20;
const TCP = 20;
/** Header length, flags and window of these frames. */
const FLAGS = [0x5002ffff, 0x5012ffff, 0x5018ffff];
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
	const opened = flows * FIRST;
	const last = opened + packets - 1;
	for (let packet = 0, filled = 0; packet <= last; packet++) {
		const isOpening = packet < opened;
		const flow = isOpening ? Math.floor(packet / FIRST) : random.u32() % flows;
		const opening = isOpening ? packet % FIRST : FIRST;
		writeFrame(view, filled * size, { flow, octets, opening, packet });
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
	/** Which of the frames that the flow begins with; FIRST: a later one. */
	opening: number;
	/** Number of the frame in the capture, from 0. */
	packet: number;
}

function writeFrame(view: DataView, at: number, frame: Frame): void {
	const { flow, octets, packet, opening } = frame;
	view.setUint32(at, 1_700_000_000 + Math.floor(packet / RATE), true);
	view.setUint32(at + 4, packet % RATE, true);
	view.setUint32(at + 8, octets, true);
	view.setUint32(at + 12, octets, true);
	const ip = at + RECORD + ETHERNET;
	view.setUint16(ip - 2, 0x0800);
	const isTcp = flow % 2 === 0;
	// What follows a SYN and its answer is padding of the frame.
	const length = isTcp && opening < CLIENT_HELLO ? IP + TCP : octets - ETHERNET;
	view.setUint32(ip, 0x45000000 + length);
	view.setUint32(ip + 8, isTcp ? 0x40060000 : 0x40110000);
	const transport = ip + IP;
	const [from, to] = opening === ANSWER ? [4, 0] : [0, 4];
	// One address for each 16 flows, as of a phone.
	view.setUint32(ip + 12 + from, 0x0a000000 + (flow >>> 4));
	view.setUint32(ip + 12 + to, 0xc0000200 + (flow % 250));
	view.setUint16(transport + from / 2, 40_000 + (flow & 15));
	view.setUint16(transport + to / 2, 443);
	if (isTcp) writeTcp(view, transport, frame);
	else writeUdp(view, transport, octets - ETHERNET - IP);
}

function writeTcp(
	view: DataView,
	at: number,
	{ opening, packet }: Frame,
): void {
	const isAnswer = opening === ANSWER;
	const isHello = opening === CLIENT_HELLO;
	// The frame two before is the SYN of a ClientHello; what comes later needs no order.
	view.setUint32(at + 4, isAnswer ? 0 : packet - (isHello ? 1 : 0));
	view.setUint32(at + 8, isAnswer ? packet : opening === SYN ? 0 : 1);
	view.setUint32(at + 12, FLAGS[opening] ?? 0x5010ffff);
	// The head of a TLS record (RFC 8446 5.1) of 42 octets, data or a handshake.
	view.setUint32(at + 20, isHello ? 0x16030100 : 0x17030300);
	view.setUint32(at + 24, isHello ? 0x2a010000 : 0x2a000000);
	view.setUint32(at + 28, isHello ? 0x26030300 : 0);
}

function writeUdp(view: DataView, at: number, length: number): void {
	view.setUint16(at + 4, length);
	// A short header of QUIC (RFC 9000 17.3.1).
	view.setUint32(at + 8, 0x40123456);
}
