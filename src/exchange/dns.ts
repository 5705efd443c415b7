import type { Path } from "../flow/path.js";
import type { Moment } from "../flow/stamp.js";
import type { ExchangeContext } from "./context.js";
import { addEnd, attemptOf } from "./end.js";
import { nameKey } from "./relevance.js";

/** A client asked for the address of a name, and none came. */
export interface DnsFailure {
	/** Lower case, without the last dot. */
	name: string;
	client: string;
	clientPort: number;
	/** The DNS server of the first query. */
	server: string;
	serverPort: number;
	/** udp.stream */
	stream: number;
	path: Path | undefined;
	/** The first query. */
	query: Moment;
	/** RCODE of the answer (RFC 1035 4.1.1); 0: it held no address. Without it there was none. */
	rcode?: number;
	answer?: Moment;
}

/** Tells of a name that a client could not resolve, if it is one of MMS. */
export function tellDnsFailure(
	failure: DnsFailure,
	context: ExchangeContext,
): void {
	const { attempts, manyCaptures, relevance, sink } = context;
	if (!sink.onExchange) return;
	const { name, query, answer, rcode, stream } = failure;
	const begun = {
		connection: `udp-${stream}`,
		connect: {
			firstTime: query.time,
			last: answer ?? query,
			frames: answer ? [query.frame, answer.frame] : [query.frame],
			retransmissions: 0,
		},
		dns: rcode === undefined ? { name } : { name, rcode },
		ended: answer ? ("open" as const) : ("timeout" as const),
	};
	const exchange = attemptOf(failure, begun, manyCaptures);
	if (relevance.namesHost(name)) exchange.mmsc = true;
	const endedBy = answer && ("server" as const);
	addEnd(exchange, { endedBy, end: answer }, manyCaptures);
	attempts.tell(exchange, [nameKey(name)]);
}
