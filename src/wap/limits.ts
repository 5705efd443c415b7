import { WTP_TIMERS, wtpLifetime } from "./wtp.js";

/** What bounds the tracker. Seconds are of capture time. */
export interface WapLimits {
	/** Octets of one message; more are not kept. */
	messageOctets: number;
	/** Octets of all messages that are not complete; beyond it the oldest transactions end. */
	partialOctets: number;
	/** Transactions that are not over, and as many again that are remembered for repeats. */
	openTransactions: number;
	/** Octets of messages that are remembered for repeats; beyond it the oldest are forgotten. */
	rememberedOctets: number;
	/** Address pairs and sessions that are remembered. */
	sessions: number;
	/** A transaction without a packet for so long is dead (`wtp-timers`). */
	transactionSeconds: number;
	/** An Abort or the last Ack was seen, but not all packets: those that overtook each other come within this. */
	settleSeconds: number;
	/** A transaction that is over is remembered for so long, to tell repeats from a new one with its TID. */
	rememberSeconds: number;
	/** Connectionless: a reply comes within this. */
	replySeconds: number;
}

export const WAP_LIMITS: Readonly<WapLimits> = {
	messageOctets: 16 * 1024 * 1024,
	partialOctets: 256 * 1024 * 1024,
	openTransactions: 50_000,
	rememberedOctets: 64 * 1024 * 1024,
	sessions: 50_000,
	transactionSeconds: wtpLifetime(WTP_TIMERS.IP),
	settleSeconds: 2,
	rememberSeconds: WTP_TIMERS.IP.wait,
	replySeconds: 60,
};
