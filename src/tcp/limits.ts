import type { Budget } from "./budget.js";
import type { Chunks } from "./chunks.js";

export interface TcpLimits {
	/** Memory for octets that wait for their turn, each direction. */
	readonly buffer: number;
	/** The same for all connections. */
	readonly waiting: Budget;
	/** What they are kept in. */
	readonly chunks: Chunks;
}

/** More than what waits can come to cost by the segments of one batch, in whatever order they are taken. */
const BATCH_COST = 1 << 23;

/** With so much more, the memory that all connections share is not used up within this batch, whoever comes first. */
export function isFarFromLimit({ waiting }: TcpLimits, cost: number): boolean {
	return waiting.hasRoom(4 * (waiting.used + cost) + BATCH_COST);
}
