import type { Datagram, Occasion } from "./datagram.js";
import type { Endpoint, GtpMessage } from "./gtpmessage.js";
import { PairedSessions } from "./pairedsessions.js";
import { addTunnels, newSession, type Session } from "./session.js";

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
export class GtpSessions extends PairedSessions<GtpMessage, Request> {
	protected override onRequest(
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
		this.pending.add(key, request, occasion.time);
	}

	protected override onResponse(
		message: GtpMessage,
		occasion: Occasion,
		datagram: Datagram,
	): void {
		const { source, destination, destinationPort } = datagram;
		const key = `${message.version}|${destination}|${destinationPort}|${source}|${message.sequence}`;
		const request = this.granted(key, message);
		if (!request) return;
		const isNew = message.kind === "create" && !isSecondary(request.message);
		const session = isNew ? newSession("gtp-c") : request.session;
		if (!session?.isOpen) return;
		learn(session, request.message, message);
		const keys = keysOf(session, request, message);
		const { addresses } =
			message.addresses.length > 0 ? message : request.message;
		this.keep(session, { keys, addresses }, occasion, isNew);
	}

	/** The session that a request to `destination` is about. */
	#sessionOf(message: GtpMessage, destination: string): Session | undefined {
		if (message.teid === 0) return undefined;
		const sessions = this.sessions.find(`${destination}|${message.teid}`);
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
		this.sessions.remove(session);
		this.book.end(session, time);
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
