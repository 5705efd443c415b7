import type { Datagram, Occasion } from "./datagram.js";
import { PairedSessions } from "./pairedsessions.js";
import type { PfcpMessage } from "./pfcp.js";
import { addTunnels, newSession, type Session } from "./session.js";

interface Request {
	message: PfcpMessage;
	session: Session | undefined;
}

/** Sessions by PFCP, between the control and the user plane of a gateway; those without a User ID tell nobody. */
export class PfcpSessions extends PairedSessions<PfcpMessage, Request> {
	protected override onRequest(
		message: PfcpMessage,
		occasion: Occasion,
		{ source, sourcePort, destination }: Datagram,
	): void {
		const [session] = this.sessions.find(`${destination}|${message.seid}`);
		if (message.kind === "delete") {
			if (!session) return;
			this.sessions.remove(session);
			this.book.end(session, occasion.time);
			return;
		}
		const key = `${source}|${sourcePort}|${destination}|${message.sequence}`;
		this.pending.add(key, { message, session }, occasion.time);
	}

	protected override onResponse(
		message: PfcpMessage,
		occasion: Occasion,
		{ source, destination, destinationPort }: Datagram,
	): void {
		const key = `${destination}|${destinationPort}|${source}|${message.sequence}`;
		const request = this.granted(key, message);
		if (!request) return;
		const isNew = message.kind === "create";
		const session = isNew ? newSession("pfcp") : request.session;
		if (!session?.isOpen) return;
		learn(session, request.message);
		addTunnels(session, message.tunnels);
		const keys = keysOf(request, message, source);
		const addresses = [...request.message.addresses, ...message.addresses];
		this.keep(session, { keys, addresses }, occasion, isNew);
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
