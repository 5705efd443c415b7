// A small reader of captures for the tests of this folder: Ethernet, SLL and raw IPv4, UDP only.
import { readFileSync } from "node:fs";
import { fingerprint } from "../../../src/wap/fingerprint.js";
import type { WapFlow, WapRow } from "../../../src/wap/row.js";
import type { Core } from "../../../src/wasm/instance.js";
import * as layout from "../../../src/wasm/layout.js";

interface Frame {
	number: number;
	seconds: number;
	nanoseconds: number;
	linktype: number;
	octets: Uint8Array;
}

function* pcapFrames(file: DataView, bytes: Uint8Array): Generator<Frame> {
	const linktype = file.getUint32(20, true);
	let number = 0;
	for (let at = 24; at + 16 <= file.byteLength; ) {
		const length = file.getUint32(at + 8, true);
		const octets = bytes.subarray(at + 16, at + 16 + length);
		const seconds = file.getUint32(at, true);
		const nanoseconds = file.getUint32(at + 4, true) * 1000;
		number++;
		yield { number, seconds, nanoseconds, linktype, octets };
		at += 16 + length;
	}
}

/** Nanosecond interfaces, Enhanced Packet Blocks. */
function* pcapngFrames(file: DataView, bytes: Uint8Array): Generator<Frame> {
	let linktype = 0;
	let number = 0;
	for (let at = 0; at + 12 <= file.byteLength; ) {
		const type = file.getUint32(at, true);
		if (type === 1) linktype = file.getUint16(at + 8, true);
		if (type === 6) {
			const high = BigInt(file.getUint32(at + 12, true));
			const time = (high << 32n) | BigInt(file.getUint32(at + 16, true));
			const length = file.getUint32(at + 20, true);
			const octets = bytes.subarray(at + 28, at + 28 + length);
			const seconds = Number(time / 1_000_000_000n);
			const nanoseconds = Number(time % 1_000_000_000n);
			number++;
			yield { number, seconds, nanoseconds, linktype, octets };
		}
		at += file.getUint32(at + 4, true);
	}
}

const IP_AT: Record<number, number> = { 1: 14, 101: 0, 113: 16 };

const flows = new Map<string, WapFlow>();

function flowOf(a: string, portA: number, b: string, portB: number) {
	const turned = flows.get(`${b} ${portB} ${a} ${portA}`);
	if (turned) return { flow: turned, direction: 1 as const };
	const key = `${a} ${portA} ${b} ${portB}`;
	const flow: WapFlow = flows.get(key) ?? {
		addressA: a,
		portA,
		addressB: b,
		portB,
		family: 4,
		stream: flows.size,
	};
	flows.set(key, flow);
	return { flow, direction: 0 as const };
}

const WSP_PORTS = new Set([9200, 2948]);

/** Rows of the UDP datagrams that one octet string of user data gives; also used for made-up packets. */
export function* rowsOf(
	core: Core,
	base: Pick<WapRow, "stamp" | "flow" | "direction">,
	payload: Uint8Array,
	kind: WapRow["kind"],
	wireLength = payload.length,
): Generator<WapRow> {
	const length = core.toScratch(payload);
	const start = layout.REGION_SCRATCH;
	const count =
		kind === "wsp-cl"
			? 1
			: core.exports.decodeWtp(
					start,
					start + length,
					start + wireLength,
					layout.REGION_ROWS,
					255,
				);
	const rows = Array.from({ length: count }, (_, i): WapRow => {
		const row = layout.REGION_ROWS + i * layout.ROW_SIZE;
		const u8 = (at: number) => core.view.getUint8(row + at);
		const u32 = (at: number) => core.view.getUint32(row + at, true);
		const isWtp = kind === "wtp";
		return {
			...base,
			kind,
			bytes: payload,
			offset: isWtp ? u32(layout.ROW_OFFSET) - start : 0,
			length: isWtp ? u32(layout.ROW_LENGTH) : length,
			wireLength: isWtp ? u32(layout.ROW_WIRE_LENGTH) : wireLength,
			print: isWtp
				? u32(layout.ROW_WAP_PRINT)
				: fingerprint({ bytes: payload, offset: 0, length, wireLength }),
			type: u8(layout.ROW_WTP_TYPE),
			flags: u8(layout.ROW_WTP_FLAGS),
			transactionClass: u8(layout.ROW_WTP_CLASS),
			tid: core.view.getUint16(row + layout.ROW_WTP_TID, true),
			status: isWtp ? u8(layout.ROW_WTP_STATUS) : 0,
			psn: u32(layout.ROW_WTP_PSN),
			abortType: u8(layout.ROW_WTP_ABORT_TYPE),
			abortReason: u8(layout.ROW_WTP_ABORT_REASON),
			has: u8(layout.ROW_WTP_HAS),
			totalSize: u32(layout.ROW_WTP_TOTAL_SIZE),
		};
	});
	yield* rows;
}

function* datagramRows(core: Core, frame: Frame): Generator<WapRow> {
	const at = IP_AT[frame.linktype] ?? 0;
	const { octets } = frame;
	const ip = new DataView(octets.buffer, octets.byteOffset + at);
	if (ip.getUint8(0) >> 4 !== 4 || ip.getUint8(9) !== 17) return;
	const udp = (ip.getUint8(0) & 15) * 4;
	const [a, b] = [12, 16].map((o) =>
		octets.subarray(at + o, at + o + 4).join("."),
	) as [string, string];
	const [portA, portB] = [ip.getUint16(udp), ip.getUint16(udp + 2)];
	const start = at + udp + 8;
	const payload = octets.subarray(start, at + udp + ip.getUint16(udp + 4));
	const isWsp = WSP_PORTS.has(portA) || WSP_PORTS.has(portB);
	const { number, seconds, nanoseconds } = frame;
	const stamp = {
		frame: number,
		seconds,
		nanoseconds,
		fine: nanoseconds % 1000 !== 0,
		capture: 0,
		captureFrame: number,
	};
	const base = { stamp, ...flowOf(a, portA, b, portB) };
	yield* rowsOf(core, base, payload, isWsp ? "wsp-cl" : "wtp");
}

/** The WTP and connectionless WSP rows of a capture file. */
export function* captureRows(core: Core, path: string): Generator<WapRow> {
	const bytes = Uint8Array.from(readFileSync(path));
	const file = new DataView(bytes.buffer);
	const frames =
		file.getUint32(0, true) === 0x0a0d0d0a
			? pcapngFrames(file, bytes)
			: pcapFrames(file, bytes);
	for (const frame of frames) yield* datagramRows(core, frame);
}
