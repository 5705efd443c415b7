// EtherType to decoder. A network protocol is added here.
import { REGION_ETHERTYPES } from "../../src/wasm/layout";
import { count } from "../cursor";
import { decodeEthernet, decodeVlan } from "../link/ethernet";
import {
	ETHERTYPE_BRIDGED,
	ETHERTYPE_IPV4,
	ETHERTYPE_IPV6,
	ETHERTYPE_MPLS,
	ETHERTYPE_MPLS_MULTICAST,
	ETHERTYPE_OLD_QINQ,
	ETHERTYPE_PPP,
	ETHERTYPE_PPPOE,
	ETHERTYPE_SERVICE_VLAN,
	ETHERTYPE_VLAN,
	NOTHING,
} from "../link/ethertype";
import { decodeMpls } from "../link/mpls";
import { decodePpp, decodePppoe } from "../link/ppp";
import { decodeIpv4 } from "./ipv4";
import { decodeIpv6 } from "./ipv6";
import { PROTOCOL_NOTHING } from "./protocol";

/** Passes tags and labels, then the IP header. Returns the IP protocol of what follows. */
export function decodeNet(etherType: u32): u32 {
	let type = etherType;
	while (type < NOTHING) {
		switch (type) {
			case ETHERTYPE_IPV4:
				return decodeIpv4();
			case ETHERTYPE_IPV6:
				return decodeIpv6();
			case ETHERTYPE_VLAN:
			case ETHERTYPE_SERVICE_VLAN:
			case ETHERTYPE_OLD_QINQ:
				type = decodeVlan();
				break;
			case ETHERTYPE_MPLS:
			case ETHERTYPE_MPLS_MULTICAST:
				type = decodeMpls();
				break;
			case ETHERTYPE_PPPOE:
				type = decodePppoe();
				break;
			case ETHERTYPE_BRIDGED:
				type = decodeEthernet();
				break;
			case ETHERTYPE_PPP:
				type = decodePpp();
				break;
			default:
				count(REGION_ETHERTYPES + (type << 3));
				return PROTOCOL_NOTHING;
		}
	}
	return PROTOCOL_NOTHING;
}
