/** Limits of the correlator by the names of `--limit`, in seconds of capture time or counts (STATES 6). */
export const CORRELATION_LIMITS = {
	/** After the last event of a message. */
	"message-idle": 3600,
	/** After the last leg of a message ended, when a report was asked for. */
	"report-wait": 3600,
	"open-messages": 50_000,
	/** Exchanges that one message may have. */
	"message-exchanges": 1000,
	/** Clients whose numbers and user agents are remembered. */
	clients: 100_000,
	"http-answer": 300,
	"wtp-answer": 100,
	"connectionless-answer": 60,
	"acknowledgement-wait": 120,
	"notification-answer": 300,
	/** Clocks of servers and captures differ by so much without a meaning (STATES 8). */
	"clock-tolerance": 300,
	/** One exchange seen twice lies within (STATES 1). */
	"hop-time": 60,
} as const;

export type CorrelationLimits = Record<keyof typeof CORRELATION_LIMITS, number>;

/** The limits with the given ones changed. */
export function correlationLimits(
	changed: Partial<CorrelationLimits> = {},
): CorrelationLimits {
	return { ...CORRELATION_LIMITS, ...changed };
}
