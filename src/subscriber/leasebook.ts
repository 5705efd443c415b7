import type { Access, Identity } from "../record.js";
import type { Occasion } from "./datagram.js";
import type { Lease, Session, Subscriber } from "./session.js";

/** Digits that two spellings of a number share (SPEC 8.3). */
const NATIONAL_DIGITS = 9;

/** Two descriptions of one subscriber: an identity that both have is equal. */
export function isSameSubscriber(
	a: Pick<Subscriber, "number" | "imsi">,
	b: Pick<Subscriber, "number" | "imsi">,
): boolean {
	if (a.imsi !== undefined && b.imsi !== undefined) return a.imsi === b.imsi;
	if (a.number === undefined || b.number === undefined) return false;
	return a.number === b.number || nationalOf(a.number) === nationalOf(b.number);
}

/** One source writes a number with `+` and country, the other without: of one address at one time the rest is enough. */
function nationalOf(number: string): string {
	return number.replace(/\D/g, "").slice(-NATIONAL_DIGITS);
}

/**
 * Turns what sessions tell into `Identity` records: when an address got a subscriber, what more became known, when it
 * ended. An address that its gateway gives to another subscriber ends the earlier use, whose end was not seen.
 */
export class LeaseBook {
	/** Open leases by source and address. */
	readonly #open = new Map<string, Lease[]>();
	readonly #onIdentity: (identity: Identity) => void;

	constructor(onIdentity: (identity: Identity) => void) {
		this.#onIdentity = onIdentity;
	}

	/** The session has an address since `from`; `occasion`: where that was told. */
	begin(
		session: Session,
		address: string,
		from: number,
		occasion: Occasion,
	): void {
		if (session.leases.has(address) || !isIdentified(session)) return;
		const key = `${session.source}|${address}`;
		const same = this.#open
			.get(key)
			?.find(({ identity }) => isSameSubscriber(identity, session));
		if (same) {
			same.holders++;
			session.leases.set(address, same);
			this.#complete(same, session, from);
			return;
		}
		this.#endOthers(session, address, from);
		const lease: Lease = {
			identity: makeIdentity(session, address, { ...occasion, time: from }),
			holders: 1,
			isOpen: true,
		};
		session.leases.set(address, lease);
		const others = this.#open.get(key);
		if (others) others.push(lease);
		else this.#open.set(key, [lease]);
		this.#emit(lease.identity);
	}

	/** More is known of the session. A new cell or radio access is a record of its own from now on. */
	update(session: Session, time: number): void {
		for (const [address, lease] of session.leases) {
			if (!lease.isOpen) continue;
			const { access = {} } = lease.identity;
			if (!isMoved(access, session.access) || time <= lease.identity.from) {
				this.#complete(lease, session, time);
				continue;
			}
			this.#emit({ ...lease.identity, to: time });
			const { frame, capture, captureFrame } = lease.identity;
			const where = { frame, capture, captureFrame } as Occasion;
			const next = makeIdentity(session, address, { ...where, time });
			Object.assign(lease.identity, next);
			this.#emit(lease.identity);
		}
	}

	/** The session has the address no more; other sessions may. */
	release(session: Session, address: string, time: number): void {
		const lease = session.leases.get(address);
		if (!lease) return;
		session.leases.delete(address);
		lease.holders--;
		if (lease.isOpen && lease.holders === 0) this.#end(lease, time);
	}

	/** The session is over. */
	end(session: Session, time: number): void {
		for (const address of [...session.leases.keys()])
			this.release(session, address, time);
	}

	/** The session is forgotten; how its addresses are used is not known any more. */
	forget(session: Session): void {
		for (const lease of session.leases.values())
			if (--lease.holders === 0) this.#close(lease);
		session.leases.clear();
	}

	/** A use that is over, of which nothing was known before. */
	tell(
		session: Session,
		address: string,
		span: Occasion & { to: number },
	): void {
		if (!isIdentified(session) || span.to < span.time) return;
		this.#endOthers(session, address, span.time);
		this.#emit({ ...makeIdentity(session, address, span), to: span.to });
	}

	/** The gateway gave the address to this session: nobody else has it any more. */
	#endOthers(session: Session, address: string, from: number): void {
		const known = this.#open.get(`${session.source}|${address}`) ?? [];
		for (const lease of [...known])
			if (
				isEndedBy(lease.identity, session.gateway, from) &&
				!isSameSubscriber(lease.identity, session)
			)
				this.#end(lease, from);
	}

	/** Adds what the lease does not have yet. */
	#complete(lease: Lease, session: Session, from: number): void {
		const { identity } = lease;
		const before = JSON.stringify(identity);
		if (session.number !== undefined) identity.number ??= session.number;
		if (session.imsi !== undefined) identity.imsi ??= session.imsi;
		if (session.gateway !== undefined) identity.gateway ??= session.gateway;
		if (from < identity.from) identity.from = from;
		if (Object.keys(session.access).length > 0)
			identity.access = { ...session.access, ...identity.access };
		for (const tunnel of session.tunnels) {
			identity.tunnels ??= [];
			const isKnown = identity.tunnels.some(
				({ address, teid }) =>
					address === tunnel.address && teid === tunnel.teid,
			);
			if (!isKnown) identity.tunnels.push(tunnel);
		}
		if (JSON.stringify(identity) !== before) this.#emit(identity);
	}

	#end(lease: Lease, time: number): void {
		const { identity } = lease;
		identity.to = Math.max(time, identity.from);
		this.#close(lease);
		this.#emit(identity);
	}

	#close(lease: Lease): void {
		lease.isOpen = false;
		const key = `${lease.identity.source}|${lease.identity.address}`;
		const left = this.#open.get(key)?.filter((other) => other !== lease);
		if (left?.length) this.#open.set(key, left);
		else this.#open.delete(key);
	}

	/** Records are snapshots: what is learnt later does not change one that was given away. */
	#emit(identity: Identity): void {
		const copy = { ...identity };
		if (identity.access) copy.access = { ...identity.access };
		if (identity.tunnels) copy.tunnels = [...identity.tunnels];
		this.#onIdentity(copy);
	}
}

function isIdentified({ number, imsi }: Session): boolean {
	return number !== undefined || imsi !== undefined;
}

/** Another gateway may use the same addresses for another network. */
function isEndedBy(
	identity: Identity,
	gateway: string | undefined,
	from: number,
): boolean {
	return identity.gateway === gateway && identity.from <= from;
}

function isMoved(before: Access, after: Access): boolean {
	return (
		(before.cell !== undefined &&
			after.cell !== undefined &&
			before.cell !== after.cell) ||
		(before.rat !== undefined &&
			after.rat !== undefined &&
			before.rat !== after.rat)
	);
}

function makeIdentity(
	session: Session,
	address: string,
	{ time, frame, capture, captureFrame }: Occasion,
): Identity {
	const identity: Identity = {
		type: "identity",
		address,
		from: time,
		source: session.source,
	};
	if (session.number !== undefined) identity.number = session.number;
	if (session.imsi !== undefined) identity.imsi = session.imsi;
	if (session.gateway !== undefined) identity.gateway = session.gateway;
	if (Object.keys(session.access).length > 0)
		identity.access = { ...session.access };
	if (session.tunnels.length > 0) identity.tunnels = [...session.tunnels];
	identity.frame = frame;
	if (capture !== undefined) identity.capture = capture;
	if (captureFrame !== undefined) identity.captureFrame = captureFrame;
	return identity;
}
