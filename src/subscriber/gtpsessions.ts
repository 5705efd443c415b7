import type { Datagram, Occasion } from "./datagram.js";
import type { Endpoint, GtpMessage } from "./gtpmessage.js";
import type { LeaseBook } from "./leasebook.js";
import { Pending } from "./pending.js";
import {
	addTunnels,
	limitedAddresses,
	newSession,
	type Session,
	Sessions,
} from "./session.js";

/** Longer than all repeats of a request (3GPP TS 29.274 7.6: T3-RESPONSE, N3-REQUESTS). */
const ANSWER_SECONDS = 120;

interface Request {
	message: GtpMessage;
	source: string;
	destination: string;
	/** Of requests about a session that is known. */
	session: Session | undefined;
}

/**
 * Sessions by GTP-C. The request names the subscriber, the answer the address: they meet by sequence number and
 * addresses. Later messages name a session by the receiver's control endpoint.
 */
export class GtpSessions {
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

	onMessage(message: GtpMessage, occasion: Occasion, datagram: Datagram): void {
		if (message.isResponse) this.#onResponse(message, occasion, datagram);
		else this.#onRequest(message, occasion, datagram);
	}

	#onRequest(
		message: GtpMessage,
		occasion: Occasion,
		datagram: Datagram,
	): void {
		const { source, sourcePort, destination } = datagram;
		const session = this.#sessionOf(message, destination);
		if (message.kind === "delete") {
			if (session) this.#delete(session, message, occasion.time);
			return;
		}
		const key = `${message.version}|${source}|${sourcePort}|${destination}|${message.sequence}`;
		const request = { message, source, destination, session };
		this.#pending.add(key, request, occasion.time);
	}

	#onResponse(
		message: GtpMessage,
		occasion: Occasion,
		datagram: Datagram,
	): void {
		const { source, destination, destinationPort } = datagram;
		const key = `${message.version}|${destination}|${destinationPort}|${source}|${message.sequence}`;
		if (message.kind === "delete") return;
		const request = this.#pending.take(key);
		if (!request || message.isAccepted === false) return;
		if (request.message.kind !== message.kind) return;
		const isNew = message.kind === "create" && !isSecondary(request.message);
		const session = isNew ? newSession("gtp-c") : request.session;
		if (!session?.isOpen) return;
		learn(session, request.message, message);
		const keys = keysOf(session, request, message);
		const dropped = this.#sessions.add(session, keys);
		if (dropped) this.#book.forget(dropped);
		const { addresses } =
			message.addresses.length > 0 ? message : request.message;
		if (!isNew) this.#book.update(session, occasion.time);
		for (const address of limitedAddresses(addresses))
			this.#book.begin(session, address, occasion.time, occasion);
	}

	/** The session that a request to `destination` is about. */
	#sessionOf(message: GtpMessage, destination: string): Session | undefined {
		if (message.teid === 0) return undefined;
		const sessions = this.#sessions.find(`${destination}|${message.teid}`);
		const bearers = [message.linked, ...message.bearers].filter(
			(bearer) => bearer !== undefined,
		);
		const named = sessions.find((session) =>
			bearers.some((bearer) => session.bearers.includes(bearer)),
		);
		return named ?? (sessions.length === 1 ? sessions[0] : undefined);
	}

	/** All of the session, or some of its bearers, of which the last one takes it along. */
	#delete(session: Session, message: GtpMessage, time: number): void {
		session.bearers = session.bearers.filter(
			(bearer) => !message.bearers.includes(bearer),
		);
		if (!message.isWhole && session.bearers.length > 0) return;
		this.#sessions.remove(session);
		this.#book.end(session, time);
	}
}

/** A further context of a session of GTPv1, with other quality of service (3GPP TS 29.060 7.3.1). */
function isSecondary({ version, linked, teid }: GtpMessage): boolean {
	return version === 1 && linked !== undefined && teid !== 0;
}

function learn(
	session: Session,
	request: GtpMessage,
	answer: GtpMessage,
): void {
	const { msisdn, imsi, apn, rat, cell, imeisv } = request;
	if (msisdn !== undefined) session.number ??= msisdn;
	if (imsi !== undefined) session.imsi ??= imsi;
	const gateway = answer.gateway ?? request.gateway;
	if (gateway && answer.kind === "create") session.gateway ??= gateway.address;
	const access = { ...session.access };
	if (apn !== undefined) access.apn ??= apn;
	if (rat !== undefined) access.rat = rat;
	if (cell !== undefined) access.cell = cell;
	if (imeisv !== undefined) access.imeisv ??= imeisv;
	session.access = access;
	const bearers = [...request.bearers, ...answer.bearers];
	session.bearers = [...new Set([...session.bearers, ...bearers])];
	addTunnels(session, [...request.tunnels, ...answer.tunnels]);
}

/** Both sides' control endpoints, as far as this pair of messages tells them. */
function keysOf(
	session: Session,
	{ message, source, destination }: Request,
	answer: GtpMessage,
): string[] {
	const keyOf = ({ address, teid }: Endpoint) => `${address}|${teid}`;
	const keys = [`${source}|${answer.teid}`];
	if (message.control) keys.push(keyOf(message.control));
	const responder = answer.control ?? answer.gateway;
	if (responder) keys.push(keyOf(responder));
	if (responder) keys.push(`${destination}|${responder.teid}`);
	if (message.teid !== 0) keys.push(`${destination}|${message.teid}`);
	return keys.filter(
		(key) => !key.endsWith("|0") && !session.keys.includes(key),
	);
}
