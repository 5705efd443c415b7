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
