import { normalizeUrl } from "../http/url.js";
import type { Exchange, FieldValue, PduFields } from "../record.js";
import { MMS_TYPE } from "./half.js";
import { RecentMap } from "./recent.js";

const KNOWN_URLS = 100_000;
const KNOWN_HOSTS = 10_000;
const KNOWN_SERVERS = 10_000;
/** M-Notification.ind (OMA-TS-MMS_ENC-V1_3 7.3.30). */
export const NOTIFICATION = 0x82;

/** Finds the hosts of URLs, which are mostly the same as before. */
class Hosts {
	/** Scheme and authority of the URL before, as they stood there. */
	#origin = "";
	#host = "";

	/** Host of an absolute URL in lower case, with its port. */
	of(url: string | undefined): string | undefined {
		if (url === undefined) return undefined;
		const { length } = this.#origin;
		if (length > 0 && url.startsWith(this.#origin)) {
			const next = url.charCodeAt(length);
			if (url.length === length || endsAuthority(next)) return this.#host;
		}
		const start = authorityOf(url);
		if (start < 0) return undefined;
		let end = url.indexOf("/", start);
		if (end < 0) end = url.length;
		for (let at = start; at < end; at++) {
			const next = url.charCodeAt(at);
			if (next === 0x3f || next === 0x23) end = at;
		}
		this.#origin = url.slice(0, end);
		this.#host = url.slice(start, end).toLowerCase();
		return this.#host;
	}
}

/** Where the authority of an absolute URL begins; -1 when there is none. */
function authorityOf(url: string): number {
	const scheme = url.indexOf("://");
	if (scheme <= 0) return -1;
	for (let i = 0; i < scheme; i++) {
		const letter = url.charCodeAt(i) | 0x20;
		if (letter < 0x61 || letter > 0x7a) return -1;
	}
	return scheme + 3;
}

/** `/`, `?` or `#` (RFC 3986 3.2). */
function endsAuthority(character: number): boolean {
	return character === 0x2f || character === 0x3f || character === 0x23;
}

/** Knows which requests without a PDU belong to MMS all the same: a GET, answered with an error or not at all. */
export class Relevance {
	readonly #hostOf = new Hosts();
	/** That of the exchange before: it is known. */
	#server = "";
	#serverPort = -1;
	/** The host that was met last. */
	#newestHost = "";
	readonly #urls = new RecentMap<true>(KNOWN_URLS);
	readonly #hosts = new RecentMap<true>(KNOWN_HOSTS);
	/** Addresses and ports that served MMS. */
	readonly #servers = new RecentMap<true>(KNOWN_SERVERS);
	/** Hosts without their ports, as DNS knows them. */
	readonly #names = new RecentMap<true>(KNOWN_HOSTS);
	/** Told of what was not known before, by its key. */
	onLearned: ((key: string) => void) | undefined;

	/** What the user knows as MMSCs. */
	readonly #named: ReadonlySet<string>;

	/** @param mmsc hosts that the user knows as MMSCs, `HOST` or `HOST:PORT` */
	constructor(mmsc: readonly string[] = []) {
		this.#named = new Set(mmsc.map((host) => host.toLowerCase()));
		for (const host of this.#named) this.#learnHost(host);
	}

	/** The user named the host, or it and the port, as an MMSC. */
	isNamed(host: string, port: number): boolean {
		const name = host.toLowerCase();
		return this.#named.has(name) || this.#named.has(`${name}:${port}`);
	}

	/** The user named the host as an MMSC, with whatever port. */
	namesHost(host: string): boolean {
		const key = nameKey(host);
		for (const named of this.#named) if (nameKey(named) === key) return true;
		return false;
	}

	/** A host of MMS: named by the user, by a notification, or by an exchange. */
	knowsHost(host: string): boolean {
		return this.#hosts.has(host.toLowerCase());
	}

	/** What one of these keys names is of MMS: `serverKey`, `nameKey`, a host, or a host with its port. */
	knows(keys: readonly string[]): boolean {
		return keys.some(
			(key) =>
				this.#servers.has(key) || this.#hosts.has(key) || this.#names.has(key),
		);
	}

	/**
	 * Whether a GET that no PDU answered was the retrieval of a message.
	 *
	 * @param accept the request's Accept header, with that of its WSP session
	 * @param failed no whole answer with a status of success
	 */
	isRetrieval(url: string, accept: string, failed: boolean): boolean {
		if (this.#urls.has(normalizeUrl(url))) return true;
		const host = this.#hostOf.of(url);
		if (host !== undefined && this.#hosts.has(host)) return true;
		// Browsers of old phones list the MMS type in every Accept: a page that arrived is no lost message.
		return failed && accept.toLowerCase().includes(MMS_TYPE);
	}

	/** Learns from an exchange that belongs to MMS where more of it is to be expected; what it notified is known by then. */
	learn(exchange: Exchange): void {
		if (exchange.kind === "request") this.#learnServer(exchange);
		if (exchange.transport !== "pap")
			this.#learnHost(this.#hostOf.of(exchange.url));
	}

	#learnServer(exchange: Exchange): void {
		const { server, serverPort } = exchange;
		if (server === this.#server && serverPort === this.#serverPort) return;
		this.#server = server;
		this.#serverPort = serverPort;
		this.#learn(this.#servers, serverKey(exchange));
	}

	/** Learns where a notification says that its message is, as soon as it is there: what follows does not wait. */
	learnLocations(fields: PduFields): void {
		if (fields["mmse.message_type"] !== NOTIFICATION) return;
		const location = fields["mmse.content_location"];
		if (Array.isArray(location))
			for (const one of location) this.#learnLocation(one);
		else this.#learnLocation(location);
	}

	#learnLocation(url: FieldValue | undefined): void {
		if (typeof url !== "string") return;
		const host = this.#hostOf.of(url);
		if (!host) return;
		this.#learnHost(host);
		this.#urls.set(normalizeUrl(url), true);
	}

	#learnHost(host: string | undefined): void {
		// Nothing was learned since it was seen last, which might have pushed it out.
		if (!host || host === this.#newestHost) return;
		this.#newestHost = host;
		if (this.#hosts.has(host)) return;
		this.#learn(this.#hosts, host);
		this.#learn(this.#names, nameKey(host));
	}

	/** Most of what is met is known: then nothing is moved. */
	#learn(known: RecentMap<true>, key: string): void {
		if (known.has(key)) return;
		known.set(key, true);
		this.onLearned?.(key);
	}
}

/** Key of a host whatever the port; `authority` may name one (RFC 3986 3.2). */
export function nameKey(authority: string): string {
	return `name ${authority.toLowerCase().replace(/:\d*$/, "")}`;
}

/** Key of an address and port. */
export function serverKey({
	server,
	serverPort,
}: Pick<Exchange, "server" | "serverPort">): string {
	return `${server} ${serverPort}`;
}
