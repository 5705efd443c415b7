import type { Path } from "../flow/path.js";
import type { Tunnel } from "../record.js";
import type { Core } from "../wasm/instance.js";
import {
	FLOW_ADDRESS_A,
	FLOW_ADDRESS_B,
	FLOW_FAMILY,
	FLOW_FLAGS,
	FLOW_PAGE,
	FLOW_PAGE_COLD,
	FLOW_PORT_A,
	FLOW_PORT_B,
	FLOW_SCOPE,
	FLOW_SCOPE_NAME,
	FLOW_SKIP_A,
	FLOW_SKIP_B,
	FLOW_STATE,
	FLOW_STATE_TLS,
	FLOW_STREAM,
	FLOW_TEID,
	FLOW_UNIT,
	FLOW_VERDICT,
	FLOW_WAY,
	SCOPE_TUNNELS,
	VERDICT_SKIP_A,
	VERDICT_SKIP_B,
	WAY_UP,
} from "../wasm/layout.js";
import { formatIpv4, formatIpv6 } from "./address.js";
import { AddressTexts } from "./addresstexts.js";
import { type TunnelEntry, Tunnels } from "./tunnels.js";

/** Side of a flow: 0 its A, whose packet was seen first, 1 its B. */
export type Side = 0 | 1;

/** The tunnel as a packet shows it that goes through it this way. */
function tunnelOf(
	{ type, low, high, vlan }: TunnelEntry,
	way: number,
	teid: number,
): Tunnel {
	const tunnel: Tunnel = { type };
	if (low && high) tunnel.outer = way === WAY_UP ? [low, high] : [high, low];
	if (teid !== 0) tunnel.teid = teid;
	if (vlan !== undefined) tunnel.vlan = vlan;
	return tunnel;
}

/** Reads and judges the entries of the core's flow table. `flow` and `stream` are those of a row. */
export class Flows {
	readonly #core: Core;
	readonly #tunnels: Tunnels;
	readonly #ipv4 = new AddressTexts(1, formatIpv4);
	readonly #ipv6 = new AddressTexts(4, formatIpv6);

	constructor(core: Core) {
		this.#core = core;
		this.#tunnels = new Tunnels(core);
	}

	#entry(flow: number): number {
		return flow * FLOW_UNIT;
	}

	/** Its cold part. */
	#cold(flow: number): number {
		const entry = flow * FLOW_UNIT;
		const within = entry % FLOW_PAGE;
		return entry - within + FLOW_PAGE_COLD + within / 2;
	}

	/** Address of one end as text, in canonical form. */
	address(flow: number, side: Side): string {
		const entry = this.#entry(flow);
		const at = entry + (side === 0 ? FLOW_ADDRESS_A : FLOW_ADDRESS_B);
		const octets = this.#core.bytes;
		const texts = octets[entry + FLOW_FAMILY] === 4 ? this.#ipv4 : this.#ipv6;
		return texts.at(octets, this.#core.words, at);
	}

	port(flow: number, side: Side): number {
		const field = side === 0 ? FLOW_PORT_A : FLOW_PORT_B;
		return this.#core.view.getUint16(this.#entry(flow) + field, true);
	}

	family(flow: number): 4 | 6 {
		const family = this.#core.view.getUint8(this.#entry(flow) + FLOW_FAMILY);
		return family === 4 ? 4 : 6;
	}

	/** Which network its packets were in, A's side first: undefined for those in the open. */
	path(flow: number): Path | undefined {
		const { view } = this.#core;
		const entry = this.#cold(flow);
		return this.pathOf(
			view.getUint16(entry + FLOW_SCOPE, true),
			view.getUint16(entry + FLOW_SCOPE_NAME, true),
			view.getUint8(entry + FLOW_WAY),
			view.getUint32(entry + FLOW_TEID, true),
		);
	}

	/**
	 * The same from keys of scopes, see FLOW_SCOPE_A.
	 *
	 * @param way WAY_* of packets of the first side
	 * @param teid tunnel endpoint identifier of them, 0: not known
	 */
	pathOf(
		key: number,
		name: number,
		way: number,
		teid: number,
	): Path | undefined {
		if (key === 0 && name === 0) return undefined;
		const scope = this.#tunnels.scopeOf(name);
		if (key === 0) return { scope, tunnels: [{}, {}] };
		if (key < SCOPE_TUNNELS) {
			const vlan = key - 1;
			return { scope, tunnels: [{ vlan }, { vlan }] };
		}
		const known = this.#tunnels.get(key - SCOPE_TUNNELS);
		return {
			scope,
			tunnels: [tunnelOf(known, way, teid), tunnelOf(known, way ^ 1, 0)],
		};
	}

	/** FLOW_FLAG_*. */
	flags(flow: number): number {
		return this.#core.view.getUint32(this.#entry(flow) + FLOW_FLAGS, true);
	}

	/** Whether the entry is still that of this stream: it may have been opened anew or released since. */
	isCurrent(flow: number, stream: number): boolean {
		const at = this.#entry(flow) + FLOW_STREAM;
		return this.#core.view.getUint32(at, true) === stream;
	}

	/** The stream carries TLS, or will by the end of the batch. */
	carriesTls(flow: number, stream: number): boolean {
		const state = this.#core.bytes[this.#entry(flow) + FLOW_STATE];
		return state === FLOW_STATE_TLS && this.isCurrent(flow, stream);
	}

	/** VERDICT_* bits. */
	verdict(flow: number): number {
		return this.#core.view.getUint8(this.#entry(flow) + FLOW_VERDICT);
	}

	/** Writes VERDICT_* bits, unless the entry has gone to another stream. Skips that are not among them end. */
	setVerdict(flow: number, stream: number, verdict: number): boolean {
		if (!this.isCurrent(flow, stream)) return false;
		this.#core.view.setUint8(this.#entry(flow) + FLOW_VERDICT, verdict);
		return true;
	}

	/** Segments of `side` that end at or before `sequenceNumber` make no rows any more, nor what acknowledges them. */
	setSkip(
		flow: number,
		stream: number,
		side: Side,
		sequenceNumber: number,
	): boolean {
		const bit = side === 0 ? VERDICT_SKIP_A : VERDICT_SKIP_B;
		if (!this.setVerdict(flow, stream, this.verdict(flow) | bit)) return false;
		const field = side === 0 ? FLOW_SKIP_A : FLOW_SKIP_B;
		this.#core.view.setUint32(this.#entry(flow) + field, sequenceNumber, true);
		return true;
	}
}
