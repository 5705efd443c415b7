import type { Rows } from "../frame/frame.js";
import { fingerprint } from "../wap/fingerprint.js";
import { ROW_IS_TCP, ROW_IS_WSP, ROW_IS_WTP } from "../wasm/layout.js";

/** Two probes see a packet within this time, clocks included. */
const KEEP_SECONDS = 2;
/** Packets of either generation that are remembered. */
const LIMIT = 100_000;

/**
 * Tells packets that several captures hold: two probes on one link, or overlapping files. Each is taken once, from
 * whichever capture has it first, so that a copy is no retransmission; what one capture lost the other gives. A packet
 * that really came again is there twice in one of them.
 */
export class Copies {
	/** How often each capture held a packet. */
	#young = new Map<string, number[]>();
	#old = new Map<string, number[]>();
	#began = Number.NEGATIVE_INFINITY;

	/** The selected row is of a packet that another capture gave already. */
	isCopy(rows: Rows): boolean {
		const { kind, capture, seconds } = rows;
		if (kind !== ROW_IS_TCP && kind !== ROW_IS_WTP && kind !== ROW_IS_WSP)
			return false;
		this.#forget(seconds);
		const key = kind === ROW_IS_TCP ? tcpKey(rows) : wapKey(rows);
		const counts = this.#young.get(key) ?? this.#old.get(key) ?? [];
		this.#young.set(key, counts);
		const before = counts[capture] ?? 0;
		const isCopy = counts.some((count) => count > before);
		counts[capture] = before + 1;
		return isCopy;
	}

	#forget(seconds: number): void {
		const isOver = seconds - this.#began >= KEEP_SECONDS;
		if (!isOver && this.#young.size < LIMIT) return;
		this.#old = this.#young;
		this.#young = new Map();
		this.#began = seconds;
	}
}

function tcpKey(rows: Rows): string {
	const { stream, direction, sequenceNumber, acknowledgmentNumber } = rows;
	const { tcpFlags, window, payloadWireLength } = rows;
	return `t${stream} ${direction} ${sequenceNumber} ${acknowledgmentNumber} ${tcpFlags} ${window} ${payloadWireLength}`;
}

function wapKey(rows: Rows): string {
	const { stream, direction, memory, kind } = rows;
	const print = fingerprint({
		bytes: memory,
		offset: rows.payloadOffset,
		length: rows.payloadLength,
		wireLength: rows.payloadWireLength,
	});
	const way = `${kind} ${stream} ${direction} ${print}`;
	return kind === ROW_IS_WSP
		? way
		: `${way} ${rows.wtpType} ${rows.wtpFlags} ${rows.wtpTid} ${rows.wtpPsn} ${rows.wtpIndex}`;
}
