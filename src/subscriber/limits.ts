/** Limits of subscriber signalling by the names of `--limit`. */
export const SUBSCRIBER_LIMITS = {
	/** Sessions of RADIUS, GTP-C and PFCP that are open at a time. */
	"subscriber-sessions": 100_000,
	/** Requests of GTP-C and PFCP that wait for their answer. */
	"subscriber-requests": 20_000,
	/** Addresses and prefixes whose subscribers are remembered. */
	"subscriber-addresses": 200_000,
} as const;

export type SubscriberLimits = Record<keyof typeof SUBSCRIBER_LIMITS, number>;

/** The limits with the given ones changed. */
export function subscriberLimits(
	changed: Partial<SubscriberLimits> = {},
): SubscriberLimits {
	return { ...SUBSCRIBER_LIMITS, ...changed };
}
