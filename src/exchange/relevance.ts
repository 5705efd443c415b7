import { normalizeUrl } from "../http/url.js";
import type { Exchange, FieldValue, Half } from "../record.js";
import { MMS_TYPE } from "./half.js";
import { RecentMap } from "./recent.js";

const KNOWN_URLS = 100_000;
const KNOWN_HOSTS = 10_000;
const KNOWN_SERVERS = 10_000;
const NOTIFICATION = 0x82;

function hostOf(url: string | undefined): string | undefined {
	return url && /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase();
}

function texts(value: FieldValue | undefined): string[] {
	const values = Array.isArray(value) ? value : [value];
	return values.filter((one) => typeof one === "string");
}

/** Knows which requests without a PDU belong to MMS all the same: a GET, answered with an error or not at all. */
export class Relevance {
	readonly #urls = new RecentMap<true>(KNOWN_URLS);
	readonly #hosts = new RecentMap<true>(KNOWN_HOSTS);
	/** Addresses and ports that served MMS. */
	readonly #servers = new RecentMap<true>(KNOWN_SERVERS);

	/** What the user knows as MMSCs. */
	readonly #named: ReadonlySet<string>;

	/** @param mmsc hosts that the user knows as MMSCs, `HOST` or `HOST:PORT` */
	constructor(mmsc: readonly string[] = []) {
		this.#named = new Set(mmsc.map((host) => host.toLowerCase()));
		for (const host of this.#named) this.#hosts.set(host, true);
	}

	/** The user named the host, or it and the port, as an MMSC. */
	isNamed(host: string, port: number): boolean {
		const name = host.toLowerCase();
		return this.#named.has(name) || this.#named.has(`${name}:${port}`);
	}

	/** A host of MMS: named by the user, by a notification, or by an exchange. */
	knowsHost(host: string): boolean {
		return this.#hosts.has(host.toLowerCase());
	}

	/** A server that MMS was exchanged with. */
	knowsServer(server: string, port: number): boolean {
		return (
			this.#servers.has(`${server} ${port}`) ||
			this.knowsHost(server) ||
			this.isNamed(server, port)
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
		const host = hostOf(url);
		if (host !== undefined && this.#hosts.has(host)) return true;
		// Browsers of old phones list the MMS type in every Accept: a page that arrived is no lost message.
		return failed && accept.toLowerCase().includes(MMS_TYPE);
	}

	/** Learns from an exchange that belongs to MMS where more of it is to be expected. */
	learn(exchange: Exchange): void {
		const { kind, server, serverPort } = exchange;
		if (kind === "request") learn(this.#servers, `${server} ${serverPort}`);
		if (exchange.transport !== "pap") this.#learnHost(hostOf(exchange.url));
		this.#learnLocations(exchange.request);
		this.#learnLocations(exchange.response);
	}

	#learnLocations(half: Half | undefined): void {
		if (half?.["mmse.message_type"] !== NOTIFICATION) return;
		for (const url of texts(half["mmse.content_location"])) {
			const host = hostOf(url);
			if (!host) continue;
			this.#learnHost(host);
			this.#urls.set(normalizeUrl(url), true);
		}
	}

	#learnHost(host: string | undefined): void {
		if (host) learn(this.#hosts, host);
	}
}

/** Most of what is met is known: then nothing is moved. */
function learn(known: RecentMap<true>, key: string): void {
	if (!known.has(key)) known.set(key, true);
}
