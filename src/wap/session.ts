import type { WspNamedCode } from "./capability.js";
import { Chains } from "./chains.js";
import {
	WSP_CONNECT,
	WSP_CONNECT_REPLY,
	WSP_DISCONNECT,
	WSP_REDIRECT,
	WSP_RESUME,
	WSP_SUSPEND,
} from "./names.js";
import { isSame, otherSide, type Pair, type Peer, type Side } from "./pair.js";
import { Queue } from "./queue.js";
import type { WapTransaction, WspHeader, WspPdu } from "./transaction.js";

const CAPABILITY_EXTENDED_METHODS = 5;
const CAPABILITY_CODE_PAGES = 6;

/** A WSP session (WAP-230 6.2): what its Connect and ConnectReply said holds until its end. */
export interface WspSession {
	/** udp.stream of the pair it was opened on, and its running number there. */
	name: string;
	/** Server's number of it, when the ConnectReply was seen. */
	id?: number;
	headers: WspHeader[];
	replyHeaders: WspHeader[];
	/** Names of extended methods by PDU type. */
	methods: ReadonlyMap<number, string>;
	/** Names of header code pages. */
	pages: ReadonlyMap<number, string>;
}

/** A session that may be resumed. */
interface Remembered {
	readonly hash: number;
	next: Remembered | undefined;
	readonly gateway: Peer;
	readonly scope: string | undefined;
	readonly id: number;
	readonly session: WspSession;
	isKnown: boolean;
}

const NO_NAMES: ReadonlyMap<number, string> = new Map();

function openSession(name: string): WspSession {
	return {
		name,
		headers: [],
		replyHeaders: [],
		methods: NO_NAMES,
		pages: NO_NAMES,
	};
}

/** What a transaction of the session layer does to the sessions; how it went is known when its answer is there. */
export class WspSessions {
	readonly #limit: number;
	readonly #dropped: () => void;
	readonly #byId = new Chains<Remembered>();
	readonly #byAge = new Queue<Remembered>(({ isKnown }) => isKnown);

	constructor(limit: number, dropped: () => void) {
		this.#limit = limit;
		this.#dropped = dropped;
	}

	/** The session in force between the two, or the one that was open before the capture: nothing is known of it. */
	current(pair: Pair): WspSession {
		if (pair.session) return pair.session;
		pair.unseen ??= openSession(`${pair.stream}.0`);
		return pair.unseen;
	}

	/** A request of the session layer is complete; returns the session it belongs to. */
	request(pair: Pair, pdu: WspPdu, client: Side): WspSession {
		if (pdu.type === WSP_CONNECT) return this.#connect(pair, pdu);
		if (pdu.type === WSP_RESUME) return this.#resume(pair, pdu, client);
		const session = this.current(pair);
		if (pdu.type === WSP_DISCONNECT) {
			const known = this.#find(pair, pdu.sessionId, client);
			if (known) this.#forget(known);
			pair.session = undefined;
		} else if (pdu.type === WSP_SUSPEND) {
			pair.session = undefined;
		}
		return session;
	}

	/** A ConnectReply whose Connect is not in the capture. */
	lateReply(pair: Pair): WspSession {
		pair.sessions++;
		pair.session = openSession(`${pair.stream}.${pair.sessions}`);
		return pair.session;
	}

	/** Request and answer of Connect or Resume are there: is there a session now? */
	settle(pair: Pair, session: WspSession, transaction: WapTransaction): void {
		const { request, response } = transaction;
		const type = request?.pdu.type ?? WSP_CONNECT;
		if (!response) {
			if (transaction.abort) this.#refuse(pair, session, transaction);
			return;
		}
		const { pdu } = response;
		if (pdu.type === WSP_CONNECT_REPLY) {
			transaction.connect = "accepted";
			session.replyHeaders = pdu.headers;
			this.#remember(pair, session, pdu.sessionId);
		} else if (pdu.type === WSP_REDIRECT) {
			this.#refuse(pair, session, transaction);
			transaction.connect = "redirected";
		} else if (type === WSP_RESUME && (pdu.httpStatus ?? 600) < 300) {
			transaction.connect = "accepted";
		} else {
			this.#refuse(pair, session, transaction);
		}
	}

	#connect(pair: Pair, pdu: WspPdu): WspSession {
		pair.sessions++;
		const session = openSession(`${pair.stream}.${pair.sessions}`);
		session.headers = pdu.headers;
		for (const { code, codes } of pdu.capabilities ?? []) {
			if (code === CAPABILITY_EXTENDED_METHODS)
				session.methods = withNames(session.methods, codes);
			if (code === CAPABILITY_CODE_PAGES)
				session.pages = withNames(session.pages, codes);
		}
		pair.session = session;
		return session;
	}

	/** The session goes on between these two (WAP-230 6.2.3); its headers are those of the Connect and of the Resume. */
	#resume(pair: Pair, pdu: WspPdu, client: Side): WspSession {
		const known = this.#find(pair, pdu.sessionId, client)?.session;
		const session = known ?? pair.session ?? openSession(`${pair.stream}.0`);
		session.headers = [...session.headers, ...pdu.headers];
		pair.session = session;
		return session;
	}

	#refuse(pair: Pair, session: WspSession, transaction: WapTransaction): void {
		transaction.connect = "refused";
		if (pair.session === session) pair.session = undefined;
	}

	#remember(pair: Pair, session: WspSession, id: number | undefined): void {
		if (id === undefined) return;
		session.id = id;
		const client = pair.clientOr(0);
		const known = this.#find(pair, id, client);
		if (known) this.#forget(known);
		const gateway = pair.peers[otherSide(client)];
		const remembered: Remembered = {
			hash: idHash(gateway, id),
			next: undefined,
			gateway,
			scope: pair.path?.scope,
			id,
			session,
			isKnown: true,
		};
		this.#byId.add(remembered);
		this.#byAge.add(remembered);
		if (this.#byId.size <= this.#limit) return;
		const { oldest } = this.#byAge;
		if (oldest) this.#forget(oldest);
		this.#dropped();
	}

	/** Session ids are the server's. */
	#find(
		pair: Pair,
		id: number | undefined,
		client: Side,
	): Remembered | undefined {
		if (id === undefined) return undefined;
		const gateway = pair.peers[otherSide(client)];
		const scope = pair.path?.scope ?? "";
		let known = this.#byId.first(idHash(gateway, id));
		for (; known; known = known.next)
			if (
				known.id === id &&
				isSame(known.gateway, gateway) &&
				(known.scope ?? "") === scope
			)
				break;
		return known;
	}

	#forget(remembered: Remembered): void {
		remembered.isKnown = false;
		this.#byId.delete(remembered);
	}
}

function withNames(
	names: ReadonlyMap<number, string>,
	codes: readonly WspNamedCode[] = [],
): ReadonlyMap<number, string> {
	const all = new Map(names);
	for (const { code, name } of codes) if (name) all.set(code, name);
	return all;
}

function idHash({ hash }: Peer, id: number): number {
	return hash ^ Math.imul(id + 1, 0x9e3779b1);
}
