import type { WapLimits } from "./limits.js";
import type { Schedule } from "./schedule.js";
import type { WspSessions } from "./session.js";
import type { WapMessage, WapTransaction } from "./transaction.js";
import type { WspDecoder } from "./wsp.js";

/** Which half of a transaction a message is. */
export type WapRole = "request" | "response" | "push";

/** What the tracker tells its owner. */
export interface WapEvents {
	/** A transaction is over, or its limits ran out. Once for each. */
	onTransaction(transaction: WapTransaction): void;
	/**
	 * A message became complete in the frame of its carriage, or was carried again whole in that of `repeat`, or (with
	 * an incomplete carriage) will never become complete.
	 */
	onMessage?(
		message: WapMessage,
		transaction: WapTransaction,
		role: WapRole,
		repeat?: WapMessage["carriage"],
	): void;
}

/** What both kinds of WSP work with. */
export interface WapContext {
	decoder: WspDecoder;
	limits: WapLimits;
	sessions: WspSessions;
	schedule: Schedule;
	events: WapEvents;
	/** Counts a limit that ended something. */
	limited(limit: string): void;
}
