import type { Budget } from "./budget.js";
import type { Buffers } from "./buffers.js";

export interface TcpLimits {
	/** Memory for octets that wait for their turn, each direction. */
	readonly buffer: number;
	/** The same for all connections. */
	readonly waiting: Budget;
	/** Where they wait. */
	readonly buffers: Buffers;
}
