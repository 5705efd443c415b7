import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";
import { formatIpv4, formatIpv6 } from "./address.js";

/** Names of TUNNEL_IS_*. */
const TYPES = ["", "gtp", "gre", "ipip", "vxlan", "geneve", "l2tp", "other"];

/** An entry of the core's tunnel table as text. */
export interface TunnelEntry {
	/** Name of the scope: type, addresses and what else names the network. */
	scope: string;
	type: string;
	/** Outer addresses; absent of the entry that stands for all that found no room. */
	low?: string;
	high?: string;
	vlan?: number;
}

/** Reads the core's tunnel table. Entries never change, so that each is read once. */
export class Tunnels {
	readonly #core: Core;
	readonly #known = new Map<number, TunnelEntry>();

	constructor(core: Core) {
		this.#core = core;
	}

	get(index: number): TunnelEntry {
		let entry = this.#known.get(index);
		if (!entry) {
			entry = this.#read(index);
			this.#known.set(index, entry);
		}
		return entry;
	}

	/** Name of a scope by its key, see FLOW_SCOPE_A. */
	scopeOf(key: number): string | undefined {
		if (key === 0) return undefined;
		if (key < layout.SCOPE_TUNNELS) return `vlan-${key - 1}`;
		return this.get(key - layout.SCOPE_TUNNELS).scope;
	}

	#read(index: number): TunnelEntry {
		const { bytes, view } = this.#core;
		const at =
			layout.REGION_TUNNELS +
			layout.TUNNEL_BUCKETS * 4 +
			index * layout.TUNNEL_SIZE;
		const code = bytes[at + layout.TUNNEL_TYPE] as number;
		const type = TYPES[code] as string;
		if (code === layout.TUNNEL_IS_OTHER) return { scope: "tunnel-other", type };
		const format =
			bytes[at + layout.TUNNEL_FAMILY] === 4 ? formatIpv4 : formatIpv6;
		const low = format(bytes, at + layout.TUNNEL_ADDRESS_LOW);
		const high = format(bytes, at + layout.TUNNEL_ADDRESS_HIGH);
		const id = view.getUint32(at + layout.TUNNEL_ID, true);
		const named =
			code === layout.TUNNEL_IS_VXLAN || code === layout.TUNNEL_IS_GENEVE;
		const scope = `${type}-${low}-${high}${named ? `-${id}` : ""}`;
		const entry: TunnelEntry = { scope, type, low, high };
		const vlan = view.getUint16(at + layout.TUNNEL_VLAN, true);
		if (vlan !== 0) entry.vlan = vlan - 1;
		return entry;
	}
}
