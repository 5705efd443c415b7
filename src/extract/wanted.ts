import type { Exchange, Half, Message } from "../record.js";
import { Comments } from "./comment.js";
import { FrameSet } from "./frameset.js";

/** What the first reading found: the packets that carried the messages, and whose they are. */
export class Wanted {
	/** Frames that carried octets of the exchanges first, and the ends of their carriers. */
	readonly frames = new FrameSet();
	/** Frames of connections of which every packet is wanted: what is encrypted cannot be told apart. */
	readonly whole = new FrameSet();
	/** The two ends of each connection, as `endsKey` writes them. */
	readonly ends = new Set<string>();
	readonly comments = new Comments();
	messages = 0;

	/** Takes a message with its exchanges; those of one list are one exchange on its hops. */
	add(message: Message, exchanges: readonly (readonly Exchange[])[]): void {
		this.messages++;
		for (const hops of exchanges)
			for (const exchange of hops) this.#addExchange(exchange);
		this.comments.add(message, exchanges);
	}

	#addExchange(exchange: Exchange): void {
		const { request, response, connect, acknowledged, tls } = exchange;
		const { client, clientPort, server, serverPort } = exchange;
		this.ends.add(endsKey(client, clientPort, server, serverPort));
		this.#addHalf(request);
		this.#addHalf(response);
		this.#addFrames(connect?.frames);
		if (acknowledged) this.frames.add(acknowledged.frame);
		if (exchange.kind === "attempt" || exchange.ended === "abort")
			this.#addFrames(
				exchange.endFrame === undefined ? undefined : [exchange.endFrame],
			);
		if (tls) for (const frame of connect?.frames ?? []) this.whole.add(frame);
	}

	#addHalf(half: Half | undefined): void {
		if (!half) return;
		this.#addFrames(half.frames);
		// Of a body that ends with the connection, the FIN.
		this.frames.add(half.frame);
	}

	#addFrames(frames: readonly number[] | undefined): void {
		for (const frame of frames ?? []) this.frames.add(frame);
	}
}

/** Two ends as one text, whichever is named first. */
export function endsKey(
	address: string,
	port: number,
	otherAddress: string,
	otherPort: number,
): string {
	const one = `${address} ${port}`;
	const other = `${otherAddress} ${otherPort}`;
	return one < other ? `${one} ${other}` : `${other} ${one}`;
}
