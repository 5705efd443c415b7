import type { CaptureReaderOptions } from "./capture/options.js";
import { DNS_LIMITS, FLOW_LIMIT, TUNNEL_LIMIT } from "./capture/options.js";
import { UsageError } from "./error.js";
import { ATTEMPTS_LIMIT } from "./exchange/attempts.js";
import { FRAGMENT_LIMITS } from "./flow/fragment.js";
import type { HttpLimits } from "./http/host.js";
import { HTTP_LIMITS } from "./http/tracker.js";
import { PART_LIMITS } from "./parts/limits.js";
import {
	SUBSCRIBER_LIMITS,
	type SubscriberLimits,
} from "./subscriber/limits.js";
import {
	CORRELATION_LIMITS,
	type CorrelationLimits,
} from "./transaction/limits.js";
import { WAP_LIMITS, type WapLimits } from "./wap/limits.js";

/** Names of `--limit` for the bounds of the HTTP room (octets, counts, seconds of capture time). */
const HTTP_NAMES = {
	"tcp-buffer": "buffer",
	"tcp-buffers": "buffers",
	body: "body",
	bodies: "bodies",
	connections: "connections",
	"open-pairs": "pairs",
	"http-search": "search",
	"http-answer": "answerSeconds",
	"http-stall": "stallSeconds",
	"tcp-idle": "idleSeconds",
} as const satisfies Record<string, keyof HttpLimits>;

/** The same for the WAP room. */
const WAP_NAMES = {
	"wtp-message": "messageOctets",
	"wtp-partial": "partialOctets",
	"wtp-remembered": "rememberedOctets",
	"open-transactions": "openTransactions",
	sessions: "sessions",
	"wtp-answer": "transactionSeconds",
	"wtp-settle": "settleSeconds",
	"wtp-remember": "rememberSeconds",
	"connectionless-answer": "replySeconds",
} as const satisfies Record<string, keyof WapLimits>;

/** Bounds of each room. */
export interface Limits {
	reader: Pick<
		CaptureReaderOptions,
		"flowLimit" | "tunnelLimit" | "fragments" | "dns"
	>;
	http: Partial<HttpLimits>;
	wap: Partial<WapLimits>;
	/** Attempts that are kept until their server is known. */
	attempts?: number;
	correlation: Partial<CorrelationLimits>;
	subscriber: Partial<SubscriberLimits>;
}

/** Every bound that `--limit` knows with its default. */
export function limitDefaults(): Record<string, number> {
	const defaults: Record<string, number> = {
		flows: FLOW_LIMIT,
		tunnels: TUNNEL_LIMIT,
		"dns-queries": DNS_LIMITS.names,
		"dns-answer": DNS_LIMITS.seconds,
		"fragment-datagrams": FRAGMENT_LIMITS.datagrams,
		"fragment-octets": FRAGMENT_LIMITS.octets,
		"fragment-time": FRAGMENT_LIMITS.seconds,
	};
	for (const [name, key] of Object.entries(HTTP_NAMES))
		defaults[name] = HTTP_LIMITS[key];
	for (const [name, key] of Object.entries(WAP_NAMES))
		defaults[name] = WAP_LIMITS[key];
	defaults.attempts = ATTEMPTS_LIMIT;
	return {
		...defaults,
		...SUBSCRIBER_LIMITS,
		...CORRELATION_LIMITS,
		...PART_LIMITS,
	};
}

/**
 * Sorts bounds by room.
 *
 * @throws {UsageError} for a name that `limitDefaults` does not list, or a value that is no positive number
 */
export function sortLimits(given: Readonly<Record<string, number>>): Limits {
	const known = limitDefaults();
	for (const [name, value] of Object.entries(given)) {
		if (!(name in known))
			throw new UsageError(
				`unknown limit ${name}; known are ${Object.keys(known).join(", ")}`,
				{ limit: name },
			);
		if (!(value > 0))
			throw new UsageError(`limit ${name}: ${value} is not above zero`, {
				limit: name,
			});
	}
	return {
		reader: {
			...(given.flows !== undefined && { flowLimit: given.flows }),
			...(given.tunnels !== undefined && { tunnelLimit: given.tunnels }),
			dns: {
				names: given["dns-queries"] ?? DNS_LIMITS.names,
				seconds: given["dns-answer"] ?? DNS_LIMITS.seconds,
			},
			fragments: {
				datagrams: given["fragment-datagrams"] ?? FRAGMENT_LIMITS.datagrams,
				octets: given["fragment-octets"] ?? FRAGMENT_LIMITS.octets,
				seconds: given["fragment-time"] ?? FRAGMENT_LIMITS.seconds,
			},
		},
		http: pick(given, HTTP_NAMES),
		wap: pick(given, WAP_NAMES),
		...(given.attempts !== undefined && { attempts: given.attempts }),
		correlation: pick(given, sameNames(CORRELATION_LIMITS)),
		subscriber: pick(given, sameNames(SUBSCRIBER_LIMITS)),
	};
}

function sameNames(limits: object): Record<string, string> {
	return Object.fromEntries(Object.keys(limits).map((name) => [name, name]));
}

function pick<K extends string>(
	given: Readonly<Record<string, number>>,
	names: Readonly<Record<string, K>>,
): Partial<Record<K, number>> {
	const picked: Partial<Record<K, number>> = {};
	for (const [name, key] of Object.entries(names)) {
		const value = given[name];
		if (value !== undefined) picked[key] = value;
	}
	return picked;
}

/** Names what a room counted as `--limit` does. */
function rename(
	hits: Readonly<Record<string, number>>,
	names: Readonly<Record<string, string>>,
): Record<string, number> {
	const nameOf = new Map(
		Object.entries(names).map(([name, key]) => [key, name]),
	);
	return Object.fromEntries(
		Object.entries(hits).map(([key, count]) => [nameOf.get(key) ?? key, count]),
	);
}

/** How often each limit of the rooms before correlation ended something, by the names of `--limit`. */
export function namedHits(
	http: Readonly<Record<string, number>>,
	wap: Readonly<Record<string, number>>,
): Record<string, number> {
	return { ...rename(http, HTTP_NAMES), ...rename(wap, WAP_NAMES) };
}
