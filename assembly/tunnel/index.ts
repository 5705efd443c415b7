// What IP and UDP lead to when it is no end: passes the tunnel's headers and returns the EtherType of what is inside. A
// tunnel is added here: one file, one line.
import {
	PORT_IS_GENEVE,
	PORT_IS_GTP_USER,
	PORT_IS_L2TP,
	PORT_IS_VXLAN,
	TUNNEL_IS_IPIP,
} from "../../src/wasm/layout";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, NOTHING } from "../link/ethertype";
import {
	PROTOCOL_GRE,
	PROTOCOL_IPV4,
	PROTOCOL_IPV6,
	PROTOCOL_PORTS,
} from "../net/protocol";
import { decodeGre } from "./gre";
import { decodeGtpUser } from "./gtpuser";
import { decodeL2tp } from "./l2tp";
import { enterTunnel } from "./scope";
import { decodeGeneve, decodeVxlan } from "./vxlan";

/** Whether the protocol of an IP datagram, whole or a fragment, is a tunnel. */
export function isTunnel(protocol: u32): bool {
	return (
		protocol == PROTOCOL_IPV4 ||
		protocol == PROTOCOL_IPV6 ||
		protocol == PROTOCOL_GRE
	);
}

export function decodeTunnel(protocol: u32): u32 {
	switch (protocol) {
		case PROTOCOL_IPV4:
			enterTunnel(TUNNEL_IS_IPIP, 0, 0);
			return ETHERTYPE_IPV4;
		case PROTOCOL_IPV6:
			enterTunnel(TUNNEL_IS_IPIP, 0, 0);
			return ETHERTYPE_IPV6;
		case PROTOCOL_GRE:
			return decodeGre();
		case PROTOCOL_PORTS + PORT_IS_GTP_USER:
			return decodeGtpUser();
		case PROTOCOL_PORTS + PORT_IS_VXLAN:
			return decodeVxlan();
		case PROTOCOL_PORTS + PORT_IS_GENEVE:
			return decodeGeneve();
		case PROTOCOL_PORTS + PORT_IS_L2TP:
			return decodeL2tp();
		default:
			return NOTHING;
	}
}
