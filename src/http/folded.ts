import type { HttpConversation } from "./connection.js";
import type { HttpConnection } from "./message.js";

/** A connection that is followed, as its conversation or folded. */
export type Followed = HttpConversation | FoldedConversation;

/** A conversation in which nothing is under way, as long as nothing comes: of many that are open most are such. */
export class FoldedConversation {
	readonly stream: number;
	readonly connection: HttpConnection;
	/** Those of the TCP connection, and behind them those of the conversation. */
	readonly numbers: readonly number[];
	/** Second for which the owner has noted this connection. */
	scheduled: number;
	/** Those opened before and after it. */
	older: Followed | undefined;
	newer: Followed | undefined;

	constructor(
		{ stream, scheduled }: HttpConversation,
		connection: HttpConnection,
		numbers: readonly number[],
	) {
		this.stream = stream;
		this.scheduled = scheduled;
		this.connection = withoutConnect(connection);
		// A copy has no room to grow.
		this.numbers = numbers.slice();
	}

	/** Time of the last segment, in seconds. */
	get lastSeconds(): number {
		return this.numbers[1]!;
	}
}

/** The handshake belongs to the first pair, which was told. */
function withoutConnect(connection: HttpConnection): HttpConnection {
	if (!connection.connect) return connection;
	const { stream, client, clientPort, server, serverPort } = connection;
	const { family, path } = connection;
	const ends = { stream, client, clientPort, server, serverPort, family };
	return path ? { ...ends, path } : ends;
}
