import { momentOf, type Stamp } from "../flow/stamp.js";
import { settle } from "../shape.js";
import type { HttpConnection, HttpPair } from "./message.js";

/** What ended the connection, as its pairs tell it. */
export interface PairEnd {
	ended: HttpPair["ended"];
	by: "client" | "server" | undefined;
	stamp: Stamp | undefined;
}

/** What ended a connection of which no more than this is known. */
export function endedBy(ended: HttpPair["ended"]): PairEnd {
	return { ended, by: undefined, stamp: undefined };
}

/** A request with what is known of its response so far. */
export interface OpenPair {
	readonly pair: HttpPair;
	requestDone: boolean;
	responseDone: boolean;
	/** Positions behind the messages in their streams. */
	requestEnd: number;
	responseEnd: number;
	/** The end of the response was reached, though octets before may be missing. */
	isWhole: boolean;
	/** Octets of the server that had arrived when the request began. */
	readonly serverPosition: number;
	/** Time of the last octet of the request so far. */
	requestSeconds: number;
	/** Nothing of it is waited for any more. */
	isTold: boolean;
}

const NONE: OpenPair[] = [];

/** One of which nothing came yet. All keys are there from the start, so that all pairs have one shape. */
function newPair(connection: HttpConnection, index: number): HttpPair {
	return {
		connection,
		index,
		request: undefined,
		response: undefined,
		interim: undefined,
		ended: "open",
		endedBy: undefined,
		end: undefined,
		answerInGap: undefined,
		zeroWindow: undefined,
	} as object as HttpPair;
}

settle(newPair({} as HttpConnection, 1), { ended: "fin" });

/** The pairs of a connection whose end has not come, in order (RFC 9112 9.3: answers come in the order of requests). */
export class OpenPairs {
	/** Those behind the first: of most connections there are none. */
	#later = NONE;
	/** Those so far. */
	count = 0;
	/** The one whose turn it is. */
	first: OpenPair | undefined;

	get length(): number {
		return this.first === undefined ? 0 : 1 + this.#later.length;
	}

	add(connection: HttpConnection, serverPosition: number): OpenPair {
		const open: OpenPair = {
			pair: newPair(connection, this.count++),
			requestDone: false,
			responseDone: false,
			requestEnd: -1,
			responseEnd: -1,
			isWhole: false,
			serverPosition,
			requestSeconds: Number.NEGATIVE_INFINITY,
			isTold: false,
		};
		if (this.first === undefined) this.first = open;
		else if (this.#later === NONE) this.#later = [open];
		else this.#later.push(open);
		return open;
	}

	shift(): OpenPair | undefined {
		const open = this.first;
		if (open === undefined) return undefined;
		open.isTold = true;
		this.first = this.#later === NONE ? undefined : this.#later.shift();
		if (this.#later.length === 0) this.#later = NONE;
		return open;
	}

	/** The first request without a final response. */
	unanswered(): OpenPair | undefined {
		const { first } = this;
		if (first === undefined || first.pair.response === undefined) return first;
		for (const open of this.#later)
			if (open.pair.response === undefined) return open;
		return undefined;
	}

	/**
	 * The first pair, when octets of the server are missing before `position` and its answer must have been among them: a
	 * client that sent another request after octets of the server had its answer to the one before (it does not send
	 * requests ahead).
	 */
	answeredBefore(position: number): OpenPair | undefined {
		const open = this.unanswered();
		const next = open && this.after(open);
		if (!next || this.first !== open || !open.requestDone) return undefined;
		const isAnswered =
			next.serverPosition > open.serverPosition &&
			next.serverPosition <= position;
		return isAnswered ? open : undefined;
	}

	/** The request after `open`. */
	after(open: OpenPair): OpenPair | undefined {
		return open === this.first
			? this.#later[0]
			: this.#later[this.#later.indexOf(open) + 1];
	}
}

/** Writes down how the connection ended, as far as it concerns this pair. */
export function endPair(open: OpenPair, end: PairEnd): void {
	const { pair } = open;
	const { response } = pair;
	// A client that closes its side goes on reading; one that resets does not.
	const isLater =
		end.ended !== "rst" ||
		end.stamp === undefined ||
		(response !== undefined && end.stamp.frame >= response.carriage.frame);
	if (end.ended === "open" || (open.isWhole && isLater)) return;
	pair.ended = end.ended;
	if (end.by) pair.endedBy = end.by;
	if (end.stamp) {
		pair.end = momentOf(end.stamp);
	}
}
