import type { FragmentLimits } from "../flow/fragment.js";
import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";

/** What UDP ports can be taken for. */
export type PortProtocol = "wtp" | "wsp" | "wtls" | "none";

export interface CaptureReaderOptions {
	/** Stop after so many packets. */
	maxPackets?: number;
	/** UDP ports and what they carry, on top of the registered ones. */
	ports?: ReadonlyMap<number, PortProtocol>;
	/** Seconds by which the clock of each capture is corrected, in their order. */
	offsets?: readonly number[];
	/** Flows kept at a time. */
	flowLimit?: number;
	/** Tunnels that are told apart. */
	tunnelLimit?: number;
	fragments?: FragmentLimits;
	/** Names that are being resolved at a time, and seconds within which an address is due. */
	dns?: DnsLimits;
	/** Rows of every TCP segment, whatever the flow carries, unless its verdict is to ignore it. */
	everySegment?: boolean;
	/** Of one capture: TCP segments of a connection make one row for each second of a batch, ROW_IS_RUN. */
	runs?: boolean;
}

export interface DnsLimits {
	names: number;
	seconds: number;
}

/** Stub resolvers ask for 5 to 30 s until they give up; entries are those that the memory has room for. */
export const DNS_LIMITS: DnsLimits = {
	names: layout.RESOLUTIONS_CAPACITY - 1,
	seconds: 30,
};

export const FLOW_LIMIT = 1_000_000;

/** The most that fit into the memory's region of tunnels. */
export const TUNNEL_LIMIT = layout.TUNNELS_CAPACITY - 2;

/** More would not fit into a memory of 4 GiB. */
const FLOW_LIMIT_MAX = 2 ** 25;

const PORT_CODES: Readonly<Record<PortProtocol, number>> = {
	none: 0,
	wtp: layout.PORT_IS_WTP,
	wsp: layout.PORT_IS_WSP,
	wtls: layout.PORT_IS_WTLS,
};

/** WDP ports (WAP-259, IANA) that can carry MMS. */
const REGISTERED_PORTS: ReadonlyMap<number, PortProtocol> = new Map([
	[2948, "wsp"],
	[2949, "wtls"],
	[9200, "wsp"],
	[9201, "wtp"],
	[9202, "wtls"],
	[9203, "wtls"],
]);

/** Ports of signalling: DNS (RFC 1035 4.2.1), RADIUS (RFC 2866 3 and before), GTP-C (TS 29.060, TS 29.274), PFCP (TS 29.244). */
const SIGNALLING_PORTS: ReadonlyMap<number, number> = new Map([
	[53, layout.PORT_IS_DNS],
	[1645, layout.PORT_IS_RADIUS],
	[1646, layout.PORT_IS_RADIUS],
	[1812, layout.PORT_IS_RADIUS],
	[1813, layout.PORT_IS_RADIUS],
	[2123, layout.PORT_IS_GTP_CONTROL],
	[8805, layout.PORT_IS_PFCP],
]);

/** Ports of tunnels: GTP-U (TS 29.281), VXLAN (RFC 7348), Geneve (RFC 8926), L2TP (RFC 2661). */
const TUNNEL_PORTS: ReadonlyMap<number, number> = new Map([
	[2152, layout.PORT_IS_GTP_USER],
	[4789, layout.PORT_IS_VXLAN],
	[6081, layout.PORT_IS_GENEVE],
	[1701, layout.PORT_IS_L2TP],
]);

/** Writes options and limits where the core reads them, for so many captures. */
export function setUp(
	core: Core,
	captures: number,
	options: CaptureReaderOptions,
): void {
	const limit = boundFlows(options.flowLimit ?? FLOW_LIMIT);
	const used = core.isUsed;
	core.isUsed = true;
	if (used) {
		clear(core, layout.REGION_CONTROL, layout.REGION_CONTROL_SIZE);
		clear(core, layout.REGION_COUNTERS, layout.REGION_COUNTERS_SIZE);
		clear(core, layout.REGION_ETHERTYPES, layout.REGION_ETHERTYPES_SIZE);
	}
	const slots = Math.min(Math.max(captures, 1), layout.INPUT_SLOTS);
	const flows = layout.REGION_INPUT + slots * layout.INPUT_SLOT_SIZE;
	core.reserve(flows + layout.FLOWS_FIRST_SIZE);
	const seed = Math.floor(Math.random() * 2 ** 32);
	core.exports.createFlows(limit, flows, used ? 1 : 0, seed);
	const tunnels = Math.floor(options.tunnelLimit ?? TUNNEL_LIMIT);
	core.view.setUint32(
		layout.CONTROL_TUNNEL_LIMIT,
		Math.min(Math.max(tunnels, 1), TUNNEL_LIMIT),
		true,
	);
	const { names, seconds } = options.dns ?? DNS_LIMITS;
	core.view.setUint32(
		layout.CONTROL_RESOLUTIONS_LIMIT,
		Math.min(Math.max(Math.floor(names), 1), DNS_LIMITS.names),
		true,
	);
	core.view.setUint32(layout.CONTROL_DNS_SECONDS, Math.ceil(seconds), true);
	core.setU64(
		layout.CONTROL_FRAME_LIMIT,
		options.maxPackets ?? Number.MAX_SAFE_INTEGER,
	);
	const every = options.everySegment ? 1 : 0;
	core.view.setUint32(layout.CONTROL_EVERY_SEGMENT, every, true);
	const runs = options.runs && captures === 1 && every === 0 ? 1 : 0;
	core.view.setUint32(layout.CONTROL_RUNS, runs, true);
	core.bytes.fill(0xff, layout.CONTROL_DUE_TIME, layout.CONTROL_DUE_TIME + 8);
	for (const [port, code] of [...SIGNALLING_PORTS, ...TUNNEL_PORTS])
		core.bytes[layout.UDP_PORTS + port] = code;
	for (const ports of [REGISTERED_PORTS, options.ports ?? new Map()]) {
		for (const [port, protocol] of ports) {
			core.bytes[layout.UDP_PORTS + port] =
				PORT_CODES[protocol as PortProtocol];
		}
	}
}

function boundFlows(limit: number): number {
	return Math.min(Math.max(Math.floor(limit), 1), FLOW_LIMIT_MAX);
}

/** What an earlier reader left in the same core. */
function clear(core: Core, start: number, size: number): void {
	core.bytes.fill(0, start, start + size);
}
