import type { Tunnel } from "../record.js";

/** Where packets of a flow were seen, when that is not in the open: inside a tunnel or behind a VLAN tag. */
export interface Path {
	/**
	 * Keeps apart networks that use the same addresses: equal for both directions (STATES 4.2). Absent where a tap tags
	 * the other direction only.
	 */
	scope?: string | undefined;
	/** As packets of the first side show it, and of the second. */
	tunnels: readonly [Tunnel, Tunnel];
}

/** The same path with its sides swapped. */
export function reversed({ scope, tunnels }: Path): Path {
	return { scope, tunnels: [tunnels[1], tunnels[0]] };
}
