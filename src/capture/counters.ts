import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";
import type { Input } from "./input.js";
import {
	etherTypeName,
	ipProtocolName,
	isDecodedLinkType,
	linkTypeName,
} from "./names.js";

/** What the walk counted over the whole input. */
export interface Counters {
	packets: number;
	/** Octets of them on the wire. */
	bytes: number;
	tcp: number;
	udp: number;
	gtp: number;
	/** PDUs. */
	wtp: number;
	/** Connectionless PDUs over UDP. */
	wsp: number;
	/** Datagrams on ports of WTLS: encrypted. */
	wtls: number;
	/** Connections that turned out to be TLS. */
	tls: number;
	/** Fragments of IP datagrams. */
	fragments: number;
	/** Packets whose headers contradict themselves, or are cut by the capture. */
	malformedPackets: number;
	shortPackets: number;
	/** TCP segments with payload, and those of them that the snap length cut. */
	tcpSegments: number;
	slicedSegments: number;
	/** Conversations. */
	tcpStreams: number;
	udpStreams: number;
	/** Flow entries in use, released when closed or idle, and released because of the limit. */
	flows: { open: number; closed: number; evicted: number };
	undecoded: {
		linktype: Record<string, number>;
		ethertype: Record<string, number>;
		ipproto: Record<string, number>;
	};
}

export function readCounters(core: Core, inputs: readonly Input[]): Counters {
	const word = (address: number) => core.view.getUint32(address, true);
	return {
		packets: core.getU64(layout.CONTROL_FRAMES),
		bytes: core.getU64(layout.CONTROL_BYTES),
		tcp: core.getU64(layout.CONTROL_TCP),
		udp: core.getU64(layout.CONTROL_UDP),
		gtp: core.getU64(layout.CONTROL_GTP),
		wtp: core.getU64(layout.CONTROL_WTP),
		wsp: core.getU64(layout.CONTROL_WSP),
		wtls: core.getU64(layout.CONTROL_WTLS),
		tls: core.getU64(layout.CONTROL_TLS),
		fragments: core.getU64(layout.CONTROL_FRAGMENTS),
		malformedPackets: core.getU64(layout.CONTROL_MALFORMED),
		shortPackets: core.getU64(layout.CONTROL_SHORT),
		tcpSegments: core.getU64(layout.CONTROL_TCP_DATA),
		slicedSegments: core.getU64(layout.CONTROL_TCP_SLICED),
		tcpStreams: word(layout.CONTROL_TCP_STREAMS),
		udpStreams: word(layout.CONTROL_UDP_STREAMS),
		flows: {
			open: word(layout.CONTROL_FLOW_OPEN),
			closed: core.getU64(layout.CONTROL_FLOWS_CLOSED),
			evicted: core.getU64(layout.CONTROL_FLOWS_EVICTED),
		},
		undecoded: {
			linktype: linkTypes(inputs),
			ethertype: etherTypes(core),
			ipproto: ipProtocols(core),
		},
	};
}

function linkTypes(inputs: readonly Input[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const input of inputs) {
		for (const [linkType, packets] of input.linkTypeCounts()) {
			if (isDecodedLinkType(linkType)) continue;
			const name = linkTypeName(linkType);
			counts[name] = (counts[name] ?? 0) + packets;
		}
	}
	return counts;
}

const ROW_NAMES: Readonly<Record<string, number>> = {
	tcp: layout.ROW_IS_TCP,
	"tcp-run": layout.ROW_IS_RUN,
	wtp: layout.ROW_IS_WTP,
	"wtp-run": layout.ROW_IS_WTP_RUN,
	wsp: layout.ROW_IS_WSP,
	fragment: layout.ROW_IS_FRAGMENT,
	tls: layout.ROW_IS_TLS,
	radius: layout.ROW_IS_RADIUS,
	"gtp-c": layout.ROW_IS_GTP_CONTROL,
	pfcp: layout.ROW_IS_PFCP,
	icmp: layout.ROW_IS_ICMP,
	dns: layout.ROW_IS_DNS,
};

const PASSED_NAMES: Readonly<Record<string, number>> = {
	ignored: layout.PASSED_IGNORED,
	skipped: layout.PASSED_SKIPPED,
	probed: layout.PASSED_PROBED,
	tls: layout.PASSED_TLS,
	bare: layout.PASSED_BARE,
	other: layout.PASSED_OTHER,
	rest: layout.PASSED_REST,
};

/** Packets that made no row, and octets of their payload (`rest`: of them on the wire). */
export interface Passed {
	packets: number;
	octets: number;
}

/** What the core did, for `--stats`. */
export interface CoreWork {
	/** Rows made, by kind. */
	rows: Record<string, number>;
	/** Packets of flows that never reached TypeScript, by why. */
	passed: Record<string, Passed>;
	flows: { opened: number; open: number; closed: number; evicted: number };
	/** Slots of the flow table that were looked at in vain. */
	slotsPassed: number;
	/** Octets of the core's memory. */
	memory: number;
}

export function readWork(core: Core): CoreWork {
	const rows: Record<string, number> = {};
	for (const [name, kind] of Object.entries(ROW_NAMES))
		rows[name] = core.getU64(layout.CONTROL_ROWS_MADE + kind * 8);
	const passed: Record<string, Passed> = {};
	for (const [name, why] of Object.entries(PASSED_NAMES)) {
		const pair = layout.CONTROL_PASSED + why * 16;
		const packets = core.getU64(pair);
		passed[name] = { packets, octets: core.getU64(pair + 8) };
	}
	return {
		rows,
		passed,
		flows: {
			opened: core.getU64(layout.CONTROL_FLOWS_OPENED),
			open: core.view.getUint32(layout.CONTROL_FLOW_OPEN, true),
			closed: core.getU64(layout.CONTROL_FLOWS_CLOSED),
			evicted: core.getU64(layout.CONTROL_FLOWS_EVICTED),
		},
		slotsPassed: core.getU64(layout.CONTROL_FLOW_STEPS),
		memory: core.memory.buffer.byteLength,
	};
}

/** The counters that are not zero, by name. The core looks for them: there are many, and hardly any counts. */
function etherTypes(core: Core): Record<string, number> {
	const counts: Record<string, number> = {};
	const { exports } = core;
	const start = layout.REGION_ETHERTYPES;
	const end = start + layout.REGION_ETHERTYPES_SIZE;
	let at = exports.nextCounter(start, end);
	for (; at < end; at = exports.nextCounter(at + 8, end))
		counts[etherTypeName((at - start) / 8)] = core.getU64(at);
	return counts;
}

function ipProtocols(core: Core): Record<string, number> {
	const counts: Record<string, number> = {};
	for (let protocol = 0; protocol < 256; protocol++) {
		const packets = core.getU64(layout.COUNTERS_IPPROTO + protocol * 8);
		if (packets > 0) counts[ipProtocolName(protocol)] = packets;
	}
	return counts;
}
