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

function carriesMms(half: Half | undefined): boolean {
	return (
		half !== undefined &&
		(half["mmse.message_type"] !== undefined || half.garbled === true)
	);
}

function failed(exchange: Exchange): boolean {
	const status = exchange.response?.["http.response.code"];
	// Not Modified: the client has it (RFC 9110 15.4.5).
	if (status === 304) return false;
	return status === undefined || status >= 300 || !exchange.response?.complete;
}

/** Decides whether an exchange belongs to MMS, also when it carries no PDU: a GET, an HTTP error, an abort. */
export class Relevance {
	readonly #urls = new RecentMap<true>(KNOWN_URLS);
	readonly #hosts = new RecentMap<true>(KNOWN_HOSTS);
	/** Addresses and ports that served MMS. */
	readonly #servers = new RecentMap<true>(KNOWN_SERVERS);

	/** @param mmsc hosts that the user knows as MMSCs, `HOST` or `HOST:PORT` */
	constructor(mmsc: readonly string[] = []) {
		for (const host of mmsc) this.#hosts.set(host.toLowerCase(), true);
	}

	/** A host of MMS: named by the user, by a notification, or by an exchange. */
	knowsHost(host: string): boolean {
		return this.#hosts.has(host.toLowerCase());
	}

	/** A server that MMS was exchanged with. */
	knowsServer(server: string, port: number): boolean {
		return this.#servers.has(`${server} ${port}`) || this.knowsHost(server);
	}

	/** @param accept the request's Accept header, with that of its WSP session */
	isMms(exchange: Exchange, accept: string): boolean {
		if (carriesMms(exchange.request) || carriesMms(exchange.response)) {
			this.#learn(exchange);
			return true;
		}
		if (exchange.kind === "push") return false;
		const method = exchange.request?.["http.request.method"];
		return (
			(method === undefined || method === "GET") &&
			this.#isRetrieval(exchange, accept)
		);
	}

	#isRetrieval(exchange: Exchange, accept: string): boolean {
		const url = exchange.url;
		if (url === undefined) return false;
		if (this.#urls.has(normalizeUrl(url))) return true;
		const host = hostOf(url);
		if (host !== undefined && this.#hosts.has(host)) return true;
		// Browsers of old phones list the MMS type in every Accept: a page that arrived is no lost message.
		return accept.toLowerCase().includes(MMS_TYPE) && failed(exchange);
	}

	#learn(exchange: Exchange): void {
		const { kind, server, serverPort } = exchange;
		if (kind === "request") this.#servers.set(`${server} ${serverPort}`, true);
		const host = hostOf(exchange.url);
		if (host && exchange.transport !== "pap") this.#hosts.set(host, true);
		for (const half of [exchange.request, exchange.response]) {
			if (half?.["mmse.message_type"] !== NOTIFICATION) continue;
			for (const url of texts(half["mmse.content_location"]))
				this.#learnLocation(url);
		}
	}

	#learnLocation(url: string): void {
		const host = hostOf(url);
		if (!host) return;
		this.#hosts.set(host, true);
		this.#urls.set(normalizeUrl(url), true);
	}
}
