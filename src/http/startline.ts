import { LineCache } from "./linecache.js";

/** First line of a message (RFC 9112 2.1). */
export type StartLine =
	| { kind: "request"; method: string; target: string; version: string }
	| { kind: "response"; version: string; status: number; reason: string };

/** What octets look like: the begin of a message, too few to tell, or something else. */
export type Likeness = "start" | "unsure" | "no";

/** Which start lines a direction may carry. */
export type Expected = "request" | "response" | "any";

/** A start line longer than this is none: targets of 8,000 octets are the most that is asked for (RFC 9112 3). */
export const START_LINE_LIMIT = 16_384;

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/;
const REQUEST_END = /[ \t]HTTP\/(\d\.\d)$/;
const RESPONSE = /^HTTP\/(\d\.\d)[ \t]+(\d{3})(?:[ \t](.*))?$/s;

/** Methods that a message is looked for by when its start is not known; the registered ones in common use. */
const METHODS = [
	"GET",
	"POST",
	"HEAD",
	"PUT",
	"CONNECT",
	"OPTIONS",
	"DELETE",
	"PATCH",
	"TRACE",
	"PROPFIND",
	"PROPPATCH",
	"REPORT",
	"SEARCH",
	"MKCOL",
	"COPY",
	"MOVE",
	"LOCK",
	"UNLOCK",
	"NOTIFY",
	"SUBSCRIBE",
	"UNSUBSCRIBE",
	"M-SEARCH",
];

const RESPONSE_START = Uint8Array.from("HTTP/", (character) =>
	character.charCodeAt(0),
);
const starts = [...METHODS.map((method) => `${method} `), "HTTP/1."].map(
	(text) => Uint8Array.from(text, (character) => character.charCodeAt(0)),
);
const startsByOctet: (Uint8Array[] | undefined)[] = [];
for (const start of starts) {
	const first = start[0]!;
	const list = startsByOctet[first];
	if (list) list.push(start);
	else startsByOctet[first] = [start];
}

/** Those that need not be read to be known as such. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS);

/** Reads the line without its line end; undefined: no start line of HTTP/1.x. */
export function parseStartLine(line: string): StartLine | undefined {
	const text = line.trimEnd();
	const response = text.startsWith("HTTP/") ? RESPONSE.exec(text) : null;
	if (response) {
		return {
			kind: "response",
			version: response[1]!,
			status: Number(response[2]),
			reason: (response[3] ?? "").trim(),
		};
	}
	const version = versionAtEnd(text);
	if (version === undefined) return undefined;
	const method = text.slice(0, firstBlank(text));
	if (!KNOWN_METHODS.has(method) && !METHOD.test(method)) return undefined;
	// `GET HTTP/1.1`, without a target, is against the grammar and still a request.
	const target = text.slice(method.length, -8).trim();
	// The preface of HTTP/2 (RFC 9113 3.4): frames follow.
	if (method === "PRI" && version === "2.0") return undefined;
	return { kind: "request", method, target, version };
}

/** The version at the end of a request line, behind white space. */
function versionAtEnd(text: string): string | undefined {
	const end = text.slice(-9);
	if (end === " HTTP/1.1") return "1.1";
	return REQUEST_END.exec(end)?.[1];
}

/** Index of the first space or tab; there is one. */
function firstBlank(text: string): number {
	let at = 0;
	while (text.charCodeAt(at) !== 0x20 && text.charCodeAt(at) !== 0x09) at++;
	return at;
}

/** First lines that most messages have. */
const startLines = new LineCache(parseStartLine, 512);

/** Reads the line from `start` to its end at `end`; undefined: no start line of HTTP/1.x. */
export function startLineAt(
	bytes: Uint8Array,
	start: number,
	end: number,
): StartLine | undefined {
	return startLines.at(bytes, start, end);
}

/** Index of the next LF, or -1. */
export function findLineEnd(
	bytes: Uint8Array,
	from: number,
	end: number,
): number {
	for (let at = from; at < end; at++) if (bytes[at] === 0x0a) return at;
	return -1;
}

/** Octets of the empty lines that stand before a start line (RFC 9112 2.2). */
export function emptyLines(
	bytes: Uint8Array,
	start: number,
	end: number,
): number {
	let at = start;
	while (at < end && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
	return at - start;
}

function isTokenOctet(octet: number): boolean {
	if (octet <= 0x20 || octet >= 0x7f) return false;
	return !'"(),/:;<=>?@[\\]{}'.includes(String.fromCharCode(octet));
}

/** Whether the octets from `start` begin a message of the kind that is due there. */
export function likenessAt(
	bytes: Uint8Array,
	start: number,
	end: number,
	expected: Expected,
): Likeness {
	const stop = Math.min(end, start + START_LINE_LIMIT);
	const lineEnd = findLineEnd(bytes, start, stop);
	if (lineEnd >= 0) {
		const line = startLineAt(bytes, start, lineEnd);
		if (!line) return "no";
		return expected === "any" || expected === line.kind ? "start" : "no";
	}
	if (end - start >= START_LINE_LIMIT) return "no";
	return couldBegin(bytes, start, end) ? "unsure" : "no";
}

/** A line that has not ended yet: token and a space, or a part of that. */
function couldBegin(bytes: Uint8Array, start: number, end: number): boolean {
	if (matches(bytes, start, end, RESPONSE_START)) return true;
	let at = start;
	while (at < end && isTokenOctet(bytes[at]!)) at++;
	if (at === end) return at - start <= 32;
	if (bytes[at] !== 0x20 || at === start || at - start > 32) return false;
	for (; at < end; at++) {
		const octet = bytes[at]!;
		if (octet < 0x20 && octet !== 0x09 && octet !== 0x0d) return false;
	}
	return true;
}

/** The octets agree with `pattern` as far as both go. */
function matches(
	bytes: Uint8Array,
	start: number,
	end: number,
	pattern: Uint8Array,
): boolean {
	const length = Math.min(pattern.length, end - start);
	for (let at = 0; at < length; at++) {
		if (bytes[start + at] !== pattern[at]) return false;
	}
	return true;
}

/** A place where a message may begin. */
export interface Candidate {
	at: number;
	/** "unsure": more octets are needed. */
	likeness: "start" | "unsure";
}

/**
 * The next place from `from` on that begins a message: a known method or `HTTP/1.`, a start line, and a header field or
 * the end of the header behind it.
 */
export function findMessage(
	bytes: Uint8Array,
	from: number,
	end: number,
	expected: Expected,
): Candidate | undefined {
	for (let at = from; at < end; at++) {
		const patterns = startsByOctet[bytes[at]!];
		if (!patterns) continue;
		if (!patterns.some((pattern) => matches(bytes, at, end, pattern))) continue;
		const likeness = confirm(bytes, at, end, expected);
		if (likeness !== "no") return { at, likeness };
	}
	return undefined;
}

function confirm(
	bytes: Uint8Array,
	start: number,
	end: number,
	expected: Expected,
): Likeness {
	const likeness = likenessAt(bytes, start, end, expected);
	if (likeness !== "start") return likeness;
	let at = findLineEnd(bytes, start, end) + 1;
	const begin = at;
	while (at < end && isTokenOctet(bytes[at]!)) at++;
	if (at === end) return end - start < START_LINE_LIMIT ? "unsure" : "no";
	const octet = bytes[at]!;
	if (at > begin) return octet === 0x3a || octet === 0x20 ? "start" : "no";
	return octet === 0x0d || octet === 0x0a ? "start" : "no";
}
