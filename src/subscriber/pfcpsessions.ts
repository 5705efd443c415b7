import type { Datagram, Occasion } from "./datagram.js";
import type { LeaseBook } from "./leasebook.js";
import { Pending } from "./pending.js";
import type { PfcpMessage } from "./pfcp.js";
import {
	addTunnels,
	limitedAddresses,
	newSession,
	type Session,
	Sessions,
} from "./session.js";

/** Longer than all repeats of a request (3GPP TS 29.244 6.4: T1, N1). */
const ANSWER_SECONDS = 120;

interface Request {
	message: PfcpMessage;
	session: Session | undefined;
}

/** Sessions by PFCP, between the control and the user plane of a gateway; those without a User ID tell nobody. */
export class PfcpSessions {
	readonly #sessions: Sessions;
	readonly #pending: Pending<Request>;
	readonly #book: LeaseBook;

	constructor(book: LeaseBook, limits: { sessions: number; requests: number }) {
		this.#book = book;
		this.#sessions = new Sessions(limits.sessions);
		this.#pending = new Pending(limits.requests, ANSWER_SECONDS);
	}

	/** Sessions that the limit ended. */
	get dropped(): number {
		return this.#sessions.dropped;
	}

	/** Requests that the limit ended. */
	get droppedRequests(): number {
		return this.#pending.dropped;
	}

	onMessage(
		message: PfcpMessage,
		occasion: Occasion,
		datagram: Datagram,
	): void {
		if (message.isResponse) this.#onResponse(message, occasion, datagram);
		else this.#onRequest(message, occasion, datagram);
	}

	#onRequest(
		message: PfcpMessage,
		occasion: Occasion,
		{ source, sourcePort, destination }: Datagram,
	): void {
		const [session] = this.#sessions.find(`${destination}|${message.seid}`);
		if (message.kind === "delete") {
			if (!session) return;
			this.#sessions.remove(session);
			this.#book.end(session, occasion.time);
			return;
		}
		const key = `${source}|${sourcePort}|${destination}|${message.sequence}`;
		this.#pending.add(key, { message, session }, occasion.time);
	}

	#onResponse(
		message: PfcpMessage,
		occasion: Occasion,
		{ source, destination, destinationPort }: Datagram,
	): void {
		const key = `${destination}|${destinationPort}|${source}|${message.sequence}`;
		if (message.kind === "delete") return;
		const request = this.#pending.take(key);
		if (!request || message.isAccepted === false) return;
		if (request.message.kind !== message.kind) return;
		const isNew = message.kind === "create";
		const session = isNew ? newSession("pfcp") : request.session;
		if (!session?.isOpen) return;
		learn(session, request.message);
		addTunnels(session, message.tunnels);
		const dropped = this.#sessions.add(
			session,
			keysOf(request, message, source),
		);
		if (dropped) this.#book.forget(dropped);
		if (!isNew) this.#book.update(session, occasion.time);
		const addresses = [...request.message.addresses, ...message.addresses];
		for (const address of limitedAddresses(addresses))
			this.#book.begin(session, address, occasion.time, occasion);
	}
}

function learn(session: Session, request: PfcpMessage): void {
	const { msisdn, imsi, apn, imeisv, control } = request;
	if (msisdn !== undefined) session.number ??= msisdn;
	if (imsi !== undefined) session.imsi ??= imsi;
	if (control) session.gateway ??= control.address;
	if (apn !== undefined) session.access.apn ??= apn;
	if (imeisv !== undefined) session.access.imeisv ??= imeisv;
	addTunnels(session, request.tunnels);
}

/** The session's identifiers of both sides. */
function keysOf(
	{ message }: Request,
	{ control }: PfcpMessage,
	responder: string,
): string[] {
	const keys: string[] = [];
	if (message.control)
		keys.push(`${message.control.address}|${message.control.seid}`);
	if (control) {
		keys.push(`${control.address}|${control.seid}`);
		keys.push(`${responder}|${control.seid}`);
	}
	return keys;
}
