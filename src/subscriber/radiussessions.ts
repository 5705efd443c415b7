import type { Datagram, Occasion } from "./datagram.js";
import type { LeaseBook } from "./leasebook.js";
import { Pending } from "./pending.js";
import type { RadiusAccounting } from "./radius.js";
import {
	limitedAddresses,
	newSession,
	type Session,
	Sessions,
	type Subscriber,
} from "./session.js";

/** Ends that are repeated within this time are one. */
const REPEAT_SECONDS = 120;
const ENDS_LIMIT = 20_000;
const MAC_ADDRESS = /^[0-9a-f]{2}([-:.][0-9a-f]{2}){5}/i;

/** Sessions by RADIUS accounting (RFC 2866): Start, Interim-Update and Stop, each of which tells all it knows. */
export class RadiusSessions {
	readonly #sessions: Sessions;
	readonly #book: LeaseBook;
	readonly #ended = new Pending<true>(ENDS_LIMIT, REPEAT_SECONDS);

	constructor(book: LeaseBook, limit: number) {
		this.#book = book;
		this.#sessions = new Sessions(limit);
	}

	/** Sessions that the limit ended. */
	get dropped(): number {
		return this.#sessions.dropped;
	}

	onMessage(
		message: RadiusAccounting,
		occasion: Occasion,
		{ source }: Datagram,
	): void {
		const nas = message.nas ?? source;
		const time = occasion.time - message.delaySeconds;
		if (message.status === "on" || message.status === "off") {
			for (const session of [...this.#sessions.find(`n|${nas}`)])
				this.#end(session, time);
			return;
		}
		const key = `s|${nas}|${message.sessionId ?? message.addresses.join()}`;
		const [known] = this.#sessions.find(key);
		if (message.status === "stop")
			this.#stop(message, { ...occasion, time }, key);
		else if (known) this.#update(known, message, { ...occasion, time });
		else if (!this.#ended.has(key) || message.status === "start")
			this.#start(message, { ...occasion, time }, [key, `n|${nas}`]);
	}

	#start(
		message: RadiusAccounting,
		occasion: Occasion,
		keys: readonly string[],
	): void {
		const session = makeSession(message);
		// Only the Start was not seen: the session is as old as it says.
		const age = message.status === "start" ? 0 : (message.sessionSeconds ?? 0);
		const from = occasion.time - age;
		const dropped = this.#sessions.add(session, keys);
		if (dropped) this.#book.forget(dropped);
		for (const address of limitedAddresses(message.addresses))
			this.#book.begin(session, address, from, occasion);
	}

	/** What an Interim-Update does not name is still there: some leave out what did not change. */
	#update(
		session: Session,
		message: RadiusAccounting,
		occasion: Occasion,
	): void {
		learn(session, message);
		this.#sessions.add(session, []);
		this.#book.update(session, occasion.time);
		for (const address of limitedAddresses(message.addresses)) {
			if (session.leases.has(address)) continue;
			const isChange = this.#releaseIpv4(session, address, occasion.time);
			const age = isChange ? 0 : (message.sessionSeconds ?? 0);
			this.#book.begin(session, address, occasion.time - age, occasion);
		}
	}

	/** Another IPv4 address takes the place of the one before. */
	#releaseIpv4(session: Session, address: string, time: number): boolean {
		if (address.includes(":")) return false;
		const known = [...session.leases.keys()];
		const old = known.find((other) => !other.includes(":"));
		if (old !== undefined) this.#book.release(session, old, time);
		return old !== undefined;
	}

	#stop(message: RadiusAccounting, occasion: Occasion, key: string): void {
		const [known] = this.#sessions.find(key);
		if (known) learn(known, message);
		const { sessionSeconds } = message;
		const isRepeated = this.#ended.has(key);
		this.#ended.add(key, true, occasion.time);
		if (!isRepeated && sessionSeconds !== undefined)
			this.#tellMissed(known ?? makeSession(message), message, occasion);
		if (!known) return;
		this.#book.update(known, occasion.time);
		this.#end(known, occasion.time);
	}

	/** Addresses of which only the end is told. */
	#tellMissed(
		session: Session,
		{ addresses, sessionSeconds = 0 }: RadiusAccounting,
		occasion: Occasion,
	): void {
		const to = occasion.time;
		const from = to - sessionSeconds;
		for (const address of limitedAddresses(addresses))
			if (!session.leases.has(address))
				this.#book.tell(session, address, { ...occasion, time: from, to });
	}

	#end(session: Session, time: number): void {
		this.#sessions.remove(session);
		this.#book.end(session, time);
	}
}

function makeSession(message: RadiusAccounting): Session {
	const session = newSession("radius");
	const gateway = message.gateway ?? message.nas;
	if (gateway !== undefined) session.gateway = gateway;
	learn(session, message);
	return session;
}

function learn(session: Session, message: RadiusAccounting): void {
	const { number, imsi, access } = subscriberOf(message);
	if (number !== undefined) session.number ??= number;
	if (imsi !== undefined) session.imsi ??= imsi;
	session.access = { ...session.access, ...access };
}

/** Who the message is about. */
export function subscriberOf(message: RadiusAccounting): Subscriber {
	const { callingStation, userName, isMobile, rat, cell, imeisv } = message;
	const imsi = message.imsi ?? imsiOf(userName);
	const subscriber: Subscriber = { access: {} };
	const number =
		numberOf(callingStation, imsi) ??
		(isMobile ? numberOf(userName?.split("@")[0], imsi) : undefined);
	if (number !== undefined) subscriber.number = number;
	if (imsi !== undefined) subscriber.imsi = imsi;
	const { access } = subscriber;
	if (
		message.calledStation !== undefined &&
		!MAC_ADDRESS.test(message.calledStation)
	)
		access.apn = message.calledStation.toLowerCase();
	if (rat !== undefined) access.rat = rat;
	if (cell !== undefined) access.cell = cell;
	if (imeisv !== undefined) access.imeisv = imeisv;
	return subscriber;
}

/** A telephone number, which Calling-Station-Id is not everywhere: in Wi-Fi it is the MAC address. */
function numberOf(
	text: string | undefined,
	imsi: string | undefined,
): string | undefined {
	if (text === undefined || MAC_ADDRESS.test(text)) return undefined;
	const number = text.replace(/^tel:/i, "").replace(/[\s().-]/g, "");
	if (!/^\+?\d{5,15}$/.test(number) || number === imsi) return undefined;
	return number;
}

/** The IMSI in the name of an EAP identity: `0234150000000001@wlan.mnc015.mcc234.3gppnetwork.org` (3GPP TS 23.003 14). */
function imsiOf(userName: string | undefined): string | undefined {
	return /^[0-9]?(\d{15})@[^@]*3gppnetwork\.org$/i.exec(userName ?? "")?.[1];
}
