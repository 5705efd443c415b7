import type { WspNamedCode } from "./capability.js";
import {
	WSP_CONNECT,
	WSP_CONNECT_REPLY,
	WSP_DISCONNECT,
	WSP_REDIRECT,
	WSP_RESUME,
	WSP_SUSPEND,
} from "./names.js";
import { otherSide, type Pair, type Side } from "./pair.js";
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
	key: string;
	session: WspSession;
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
	readonly #byId = new Map<string, Remembered>();
	readonly #byAge = new Queue<Remembered>(
		(remembered) => this.#byId.get(remembered.key) === remembered,
	);

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
			this.#byId.delete(idKey(pair, pdu.sessionId, client));
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
		const known = this.#byId.get(idKey(pair, pdu.sessionId, client))?.session;
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
		const key = idKey(pair, id, pair.clientOr(0));
		const remembered = { key, session };
		this.#byId.set(key, remembered);
		this.#byAge.add(remembered);
		if (this.#byId.size <= this.#limit) return;
		const { oldest } = this.#byAge;
		if (oldest) this.#byId.delete(oldest.key);
		this.#dropped();
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

/** Session ids are the server's. */
function idKey(pair: Pair, id: number | undefined, client: Side): string {
	const { address, port } = pair.peers[otherSide(client)];
	return `${address} ${port} ${pair.path?.scope ?? ""} ${id}`;
}
