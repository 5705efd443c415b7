import type { Datagram, Occasion } from "./datagram.js";
import type { LeaseBook } from "./leasebook.js";
import { Pending } from "./pending.js";
import { limitedAddresses, type Session, Sessions } from "./session.js";

/** Longer than all repeats of a request (3GPP TS 29.274 7.6: T3-RESPONSE, N3-REQUESTS; TS 29.244 6.4: T1, N1). */
const ANSWER_SECONDS = 120;

/** What GTP-C and PFCP messages have in common. */
interface SessionMessage {
	kind: string;
	isResponse: boolean;
	/** Of a response. */
	isAccepted?: boolean | undefined;
}

/** Sessions of a protocol in which the answer to a request says what it did: the two meet by a key. */
export abstract class PairedSessions<
	M extends SessionMessage,
	R extends { message: M },
> {
	protected readonly sessions: Sessions;
	protected readonly pending: Pending<R>;
	protected readonly book: LeaseBook;

	constructor(book: LeaseBook, limits: { sessions: number; requests: number }) {
		this.book = book;
		this.sessions = new Sessions(limits.sessions);
		this.pending = new Pending(limits.requests, ANSWER_SECONDS);
	}

	/** Sessions that the limit ended. */
	get dropped(): number {
		return this.sessions.dropped;
	}

	/** Requests that the limit ended. */
	get droppedRequests(): number {
		return this.pending.dropped;
	}

	onMessage(message: M, occasion: Occasion, datagram: Datagram): void {
		if (message.isResponse) this.onResponse(message, occasion, datagram);
		else this.onRequest(message, occasion, datagram);
	}

	protected abstract onRequest(
		message: M,
		occasion: Occasion,
		datagram: Datagram,
	): void;

	protected abstract onResponse(
		message: M,
		occasion: Occasion,
		datagram: Datagram,
	): void;

	/** The request that this response grants; the end of a session needs no answer. */
	protected granted(key: string, message: M): R | undefined {
		if (message.kind === "delete") return undefined;
		const request = this.pending.take(key);
		if (!request || message.isAccepted === false) return undefined;
		return request.message.kind === message.kind ? request : undefined;
	}

	/** Writes down what is known of a session now: how it is found, and the addresses that it has. */
	protected keep(
		session: Session,
		told: { keys: readonly string[]; addresses: readonly string[] },
		occasion: Occasion,
		isNew: boolean,
	): void {
		const dropped = this.sessions.add(session, told.keys);
		if (dropped) this.book.forget(dropped);
		if (!isNew) this.book.update(session, occasion.time);
		for (const address of limitedAddresses(told.addresses))
			this.book.begin(session, address, occasion.time, occasion);
	}
}
