import type { Octets } from "../bytes.js";
import * as http from "../http.js";
import { gzip } from "../scenario/carrier.js";
import type { Mark } from "./truth.js";

export interface Ask {
	method: "POST" | "GET";
	url: string;
	pdu?: Octets | undefined;
	headers?: readonly string[];
	/** Of a browser: nothing in it speaks of MMS. */
	web?: boolean;
}

export interface Answer {
	status: number;
	body?: Octets;
	type?: string;
	headers?: readonly string[];
	location?: string;
	/** WSP: this octet instead of the status translated. */
	octet?: number;
}

/** What becomes of one exchange. Nothing said: request and answer pass whole. */
export interface Fate {
	answer?: Answer;
	/** Share of the request's octets that are ever sent. */
	cutRequest?: number;
	/** Share of the answer's octets that are ever sent. */
	cutAnswer?: number;
	/** The capture loses all of the answer, or some of its middle; its receiver acknowledges it. */
	lose?: "answer" | "middle";
	/** The capture keeps this many octets of each packet. */
	keep?: number;
	/** The answer comes before the request is complete. */
	early?: boolean;
	end?: End;
}

export interface End {
	/** `silence`: nothing more passes. */
	how: "fin" | "rst" | "silence" | "abort";
	by?: "client" | "server";
	/** Microseconds of silence before it. */
	after?: number;
	abort?: readonly [type: 0 | 1, reason: number];
	/** WTP: the responder acknowledges the request first. */
	holdOn?: boolean;
}

/** A way for the requests of one phone. */
export interface Way {
	readonly transport: "http" | "wsp" | "wsp-cl";
	/** How often an exchange passed the capture. */
	readonly hops: number;
	/** It may pass twice. */
	readonly relays: boolean;
	exchange(ask: Ask, fate: Fate, marks: Marks): void;
	/** A connection that is tried and not made. */
	refused(mark: Mark): void;
	leave(): void;
}

export interface Marks {
	request: Mark;
	answer: Mark;
}

const PHRASES: Readonly<Record<number, string>> = {
	200: "OK",
	204: "No Content",
	302: "Found",
	404: "Not Found",
	503: "Service Unavailable",
};

/** The octets of an answer; `style` is 0 to 1. */
export function answerOctets(
	answer: Answer,
	style: number,
	mayClose: boolean,
): { octets: Octets; untilClose: boolean } {
	const headers = [...(answer.headers ?? [])];
	if (answer.location) headers.push(`Location: ${answer.location}`);
	const status = `${answer.status} ${PHRASES[answer.status] ?? "Status"}`;
	const { body } = answer;
	const bodiless = answer.status === 204 || answer.status === 304;
	if (!body) {
		const octets = http.response(status, undefined, {
			headers,
			untilClose: bodiless,
		});
		return { octets, untilClose: false };
	}
	const contentType = answer.type ?? http.MMS_TYPE;
	const about = { headers, contentType };
	if (style < 0.15) {
		const octets = http.response(status, body, { ...about, chunk: 977 });
		return { octets, untilClose: false };
	}
	if (style > 0.92 && answer.status !== 206) {
		headers.push("Content-Encoding: gzip");
		return {
			octets: http.response(status, gzip(body), about),
			untilClose: false,
		};
	}
	if (style < 0.25 && mayClose) {
		const octets = http.response(status, body, { ...about, untilClose: true });
		return { octets, untilClose: true };
	}
	return { octets: http.response(status, body, about), untilClose: false };
}

export function splitUrl(url: string): { host: string; path: string } {
	const [, host = "", path = "/"] = /^https?:\/\/([^/]*)(.*)$/i.exec(url) ?? [];
	return { host, path: path || "/" };
}
