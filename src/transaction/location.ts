import type { Confidence } from "../record.js";
import { bareId } from "./field.js";
import { memoize } from "./memo.js";

/** Length from which a path, segment or value is taken as a name of its own (SPEC 9.1 rules 3 and 4). */
export const NAME_LENGTH = 8;
/** Length from which path and query name a message whoever asks for it (STATES 4.2). */
const LONG_LENGTH = 16;
/** Tails or words of a location, parts of an id. */
export const PIECES_LIMIT = 6;
/** Where the pieces of the location at hand begin and end. */
export const PIECES = new Int32Array(2 * PIECES_LIMIT);
/** Locations are asked about while their message is at hand; what is known of one is large. */
const FACTS_LIMIT = 256;
const PLUS = 0x2b;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;

/** Kinds of characters, of which a location is looked through for each. */
export const DIGIT = 1;
export const LETTER = 2;
const SEPARATOR = 4;
export const ALPHANUMERIC = DIGIT | LETTER;
export const KINDS = kindsOfCharacters();

/** Characters that may stand in the host or in the rest of a URL in normal form. */
const HOST = 1;
const PATH = 2;
const NORMAL = normalCharacters();
const HTTP = "http://";

/** RFC 3986 6.2.2: escapes in upper case, unreserved characters not escaped. */
function normalizeEscapes(text: string): string {
	if (!text.includes("%")) return text;
	return text.replace(/%([0-9a-f]{2})/gi, (triplet, hex: string) => {
		const character = String.fromCharCode(Number.parseInt(hex, 16));
		return /[A-Za-z0-9._~-]/.test(character)
			? character
			: triplet.toUpperCase();
	});
}

/** Whether a URL is in normal form as it stands, as most are: host in lower case, no port 80, printable ASCII. */
function isNormal(url: string): boolean {
	if (!url.startsWith(HTTP)) return false;
	const { length } = url;
	let at = HTTP.length;
	while (at < length && NORMAL[url.charCodeAt(at)]! & HOST) at++;
	const first = url.charCodeAt(HTTP.length);
	if (at === HTTP.length || first === DOT || first === HYPHEN) return false;
	if (at < length && url.charCodeAt(at) === COLON) {
		const port = at + 1;
		at = port;
		while (at < length && KINDS[url.charCodeAt(at)] === DIGIT) at++;
		if (at === port || url.slice(port, at) === "80") return false;
	}
	if (at === length || url.charCodeAt(at) !== SLASH) return false;
	for (; at < length; at++)
		if (!(NORMAL[url.charCodeAt(at)]! & PATH)) return false;
	return true;
}

/** A URL as SPEC 9.1 compares it. A relative reference keeps its form, with normal escapes and without fragment. */
export function normalLocation(url: string): string {
	return isNormal(url) ? url : normalForm(url);
}

const normalForm = memoize((url: string): string => {
	const trimmed = url.trim();
	const fragment = trimmed.indexOf("#");
	const whole = fragment < 0 ? trimmed : trimmed.slice(0, fragment);
	const text = normalizeEscapes(whole);
	const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?]*)(.*)$/is.exec(text);
	if (!parts) return text;
	const scheme = parts[1]!.toLowerCase();
	const port = scheme === "https" ? /:443$/ : /:80$/;
	const host = parts[2]!.toLowerCase().replace(port, "");
	const rest = parts[3]!;
	return `${scheme}://${host}${rest.startsWith("/") ? rest : `/${rest}`}`;
});

export function hostOf(location: string): string | undefined {
	return /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)/.exec(location)?.[1];
}

/** What a location can be told by. */
interface LocationFacts {
	tails: readonly string[];
	words: readonly string[];
}

const rememberedFacts = memoize(
	(location: string): LocationFacts => ({
		tails: splitTails(location),
		words: splitWords(pathOf(location)),
	}),
	FACTS_LIMIT,
);

/** All is asked of one location, then of the next. */
let last = "";
let factsOfLast = rememberedFacts(last);

function factsOf(location: string): LocationFacts {
	if (location === last) return factsOfLast;
	last = location;
	factsOfLast = rememberedFacts(location);
	return factsOfLast;
}

/** Where path and query begin. */
export function pathStart(location: string): number {
	if (!location.startsWith("http://"))
		return /^[a-z][a-z0-9+.-]*:\/\/[^/?]*/.exec(location)?.[0].length ?? 0;
	for (let i = 7; i < location.length; i++) {
		const code = location.charCodeAt(i);
		if (code === SLASH || code === QUESTION_MARK) return i;
	}
	return location.length;
}

/** Path and query, with the leading slash; a bare id becomes a path. */
export function pathOf(location: string): string {
	const start = pathStart(location);
	const rest = start === 0 ? location : location.slice(start);
	return rest.charCodeAt(0) === SLASH ? rest : `/${rest}`;
}

/** Long enough that only one message has it, whoever asks (STATES 4.2, last row). */
export function isLongLocation(location: string): boolean {
	const start = pathStart(location);
	const slash = location.charCodeAt(start) === SLASH ? 0 : 1;
	return location.length - start + slash >= LONG_LENGTH;
}

/** A name of one thing, not of a program (`retrieve`) or of a subscriber (`+447900000000`). */
function isName(text: string, start: number, end: number): boolean {
	if (end - start < NAME_LENGTH || !has(text, DIGIT, start, end)) return false;
	let at = start;
	if (text.charCodeAt(at) === PLUS) at++;
	else if (/^%2b/i.test(text.slice(at, at + 3))) at += 3;
	while (at < end && KINDS[text.charCodeAt(at)] === DIGIT) at++;
	return at < end;
}

function normalCharacters(): Uint8Array {
	const normal = new Uint8Array(0x80);
	for (let code = 0x21; code < 0x7f; code++) {
		const character = String.fromCharCode(code);
		if (/[a-z0-9.-]/.test(character)) normal[code] = HOST | PATH;
		else if (!/[%#]/.test(character)) normal[code] = PATH;
	}
	return normal;
}

function kindsOfCharacters(): Uint8Array {
	const kinds = new Uint8Array(0x80);
	for (let code = 0; code < 0x80; code++) {
		const character = String.fromCharCode(code);
		if (/[0-9]/.test(character)) kinds[code] = DIGIT;
		else if (/[A-Za-z]/.test(character)) kinds[code] = LETTER;
		else if (/[/?&;=]/.test(character)) kinds[code] = SEPARATOR;
	}
	return kinds;
}

/** One of the characters from `start` to `end` is of the kind. */
export function has(
	text: string,
	kind: number,
	start: number,
	end: number,
): boolean {
	for (let i = start; i < end; i++)
		if (KINDS[text.charCodeAt(i)] === kind) return true;
	return false;
}

/**
 * What can name a message by itself (SPEC 9.1 rule 4): query values, or the last path segment. A segment before a query
 * is the server's program, the same for all messages.
 */
export function tailsOf(location: string): readonly string[] {
	return factsOf(location).tails;
}

function splitTails(location: string): string[] {
	const tails: string[] = [];
	const ends = findTails(location, pathStart(location));
	for (let i = 0; i < ends; i += 2)
		tails.push(location.slice(PIECES[i], PIECES[i + 1]));
	return tails;
}

/** Notes in `PIECES` where tails begin and end; returns how many of its words that takes. */
export function findTails(location: string, pathAt: number): number {
	const mark = location.indexOf("?", pathAt);
	if (mark < 0) {
		const from = Math.max(location.lastIndexOf("/") + 1, pathAt);
		return isName(location, from, location.length)
			? notePiece(0, from, location.length)
			: 0;
	}
	let count = 0;
	let start = mark + 1;
	const { length } = location;
	for (let i = start; i <= length && count < 2 * PIECES_LIMIT; i++) {
		const code = i < length ? location.charCodeAt(i) : AMPERSAND;
		if (code !== AMPERSAND && code !== SEMICOLON) continue;
		// No name comes of less: nothing makes a pair longer.
		if (i - start >= NAME_LENGTH) {
			const equals = location.indexOf("=", start);
			const from = equals >= 0 && equals < i ? equals + 1 : start;
			if (isName(location, from, i)) count = notePiece(count, from, i);
		}
		start = i + 1;
	}
	return count;
}

/**
 * Notes in `PIECES` where words begin and end, of a path in which nothing is escaped; returns how many of its words that
 * takes.
 */
export function findWords(location: string, pathAt: number): number {
	let count = 0;
	let start = pathAt;
	const { length } = location;
	for (let i = start; i <= length && count < 2 * PIECES_LIMIT; i++) {
		if (i < length && KINDS[location.charCodeAt(i)] !== SEPARATOR) continue;
		if (i - start >= NAME_LENGTH && has(location, DIGIT, start, i))
			count = notePiece(count, start, i);
		start = i + 1;
	}
	return count;
}

function notePiece(count: number, start: number, end: number): number {
	PIECES[count] = start;
	PIECES[count + 1] = end;
	return count + 2;
}

/** Words of a location that may be a Message-ID: segments and values, unescaped. */
export function wordsOf(location: string): readonly string[] {
	return factsOf(location).words;
}

function splitWords(path: string): string[] {
	const words: string[] = [];
	let start = 0;
	for (let i = 0; i <= path.length && words.length < PIECES_LIMIT; i++) {
		if (i < path.length && KINDS[path.charCodeAt(i)] !== SEPARATOR) continue;
		// No name comes of less: nothing makes a piece longer.
		if (i - start >= NAME_LENGTH) {
			const word = bareId(unescapeWord(path.slice(start, i)));
			if (word.length >= NAME_LENGTH && has(word, DIGIT, 0, word.length))
				words.push(word);
		}
		start = i + 1;
	}
	return words;
}

function unescapeWord(piece: string): string {
	if (!piece.includes("%")) return piece;
	try {
		return decodeURIComponent(piece);
	} catch {
		return piece;
	}
}

/**
 * A Message-ID, or its part before the `@`, is in the location, or a name of the location is in the Message-ID. Digits
 * beside it would make another id of it: only a long mixed id may stand inside a word.
 */
export function namesLocation(messageId: string, location: string): boolean {
	const path = unescapeWord(pathOf(location));
	const local = messageId.split("@")[0]!;
	if (isPartOf(messageId, path) || isPartOf(local, path)) return true;
	return tailsOf(location).some((name) => isPartOf(name, messageId));
}

/** Length from which a mixed id is taken for itself wherever it stands. */
export const MIXED_LENGTH = 12;

function isPartOf(id: string, text: string): boolean {
	if (id.length < NAME_LENGTH || !/\d/.test(id)) return false;
	for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
		const before = text[at - 1] ?? "";
		const after = text[at + id.length] ?? "";
		if (!/[A-Za-z0-9]/.test(before + after)) return true;
		const isMixed = id.length >= MIXED_LENGTH && /[A-Za-z]/.test(id);
		if (isMixed && !/\d/.test(before + after)) return true;
	}
	return false;
}

/** Forms in which a client may ask for a notified location: as it is, and with the transaction id (SPEC 9.1 rule 2). */
export function askedForms(
	location: string,
	transactionId: string | undefined,
): string[] {
	const own = ownForm(location, transactionId);
	return own === undefined ? [location] : [location, own];
}

/** A notified location with the transaction id, where it seems to want it (SPEC 9.1 rule 2). */
export function ownForm(
	location: string,
	transactionId: string | undefined,
): string | undefined {
	if (transactionId === undefined || !location.endsWith("=")) return undefined;
	return normalLocation(location + transactionId);
}

/** The message's own name for a location: with the transaction id when the URL is unfinished without it. */
export function ownLocation(
	location: string,
	transactionId: string | undefined,
): string {
	const isUnfinished =
		location.endsWith("=") && /[?&;][^=&;]*=$/.test(location);
	return isUnfinished && transactionId !== undefined
		? normalLocation(location + transactionId)
		: location;
}

/** How a request for `asked` fits a notified location: SPEC 9.1 rule and what it is worth. */
export function matchLocation(
	asked: string,
	notified: string,
	transactionId: string | undefined,
): { rule: number; confidence: Confidence } | undefined {
	const [plain, appended] = askedForms(notified, transactionId);
	if (asked === appended) return { rule: 2, confidence: "certain" };
	if (asked === plain) return { rule: 1, confidence: "certain" };
	const path = pathOf(asked);
	if (path.length > NAME_LENGTH) {
		if (hostOf(notified) === undefined && path === pathOf(notified))
			return { rule: 1, confidence: "certain" };
		if (path === pathOf(notified)) return { rule: 3, confidence: "probable" };
		if (appended !== undefined && path === pathOf(appended))
			return { rule: 3, confidence: "probable" };
	}
	const tails = tailsOf(asked);
	return tailsOf(notified).some((tail) => tails.includes(tail))
		? { rule: 4, confidence: "probable" }
		: undefined;
}
