import type { Confidence, Exchange } from "../record.js";
import { memoize } from "./memo.js";

/** Length from which a path, segment or value is taken as a name of its own (SPEC 9.1 rules 3 and 4). */
const NAME_LENGTH = 8;
/** Length from which path and query name a message whoever asks for it (STATES 4.2). */
const LONG_LENGTH = 16;
const TAILS_LIMIT = 6;

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

/** A URL as SPEC 9.1 compares it. A relative reference keeps its form, with normal escapes and without fragment. */
export const normalLocation = memoize((url: string): string => {
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
	path: string;
	tails: readonly string[];
	words: readonly string[];
	names: readonly string[];
	/** Keys of what may be a Message-ID within its words. */
	parts: readonly string[];
}

const factsOf = memoize((location: string): LocationFacts => {
	const path = splitPath(location);
	const tails = splitTails(path);
	const words = splitWords(path);
	const names = [...new Set([...words, ...tails])];
	const parts = [...new Set(words.flatMap(partsOf))];
	return { path, tails, words, names, parts };
});

/** Keys of what may be a Message-ID within a location. */
export function namePartsOf(location: string): readonly string[] {
	return factsOf(location).parts;
}

/** What can name a message in a location: its words and tails, each once. */
export function namesOf(location: string): readonly string[] {
	return factsOf(location).names;
}

/** Path and query, with the leading slash; a bare id becomes a path. */
export function pathOf(location: string): string {
	return factsOf(location).path;
}

function splitPath(location: string): string {
	const rest = location.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/, "");
	return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Long enough that only one message has it, whoever asks (STATES 4.2, last row). */
export function isLongLocation(location: string): boolean {
	return pathOf(location).length >= LONG_LENGTH;
}

/** A name of one thing, not of a program (`retrieve`) or of a subscriber (`+447900000000`). */
function isName(text: string): boolean {
	return (
		text.length >= NAME_LENGTH &&
		/\d/.test(text) &&
		!/^(%2B|\+)?\d+$/i.test(text)
	);
}

/**
 * What can name a message by itself (SPEC 9.1 rule 4): query values, or the last path segment. A segment before a query
 * is the server's program, the same for all messages.
 */
export function tailsOf(location: string): readonly string[] {
	return factsOf(location).tails;
}

function splitTails(path: string): string[] {
	const mark = path.indexOf("?");
	if (mark < 0) return [path.slice(path.lastIndexOf("/") + 1)].filter(isName);
	return path
		.slice(mark + 1)
		.split(/[&;]/)
		.map((pair) => pair.slice(pair.indexOf("=") + 1))
		.filter(isName)
		.slice(0, TAILS_LIMIT);
}

/** Words of a location that may be a Message-ID: segments and values, unescaped. */
export function wordsOf(location: string): readonly string[] {
	return factsOf(location).words;
}

function splitWords(path: string): string[] {
	const words: string[] = [];
	for (const piece of path.split(/[/?&;=]/)) {
		if (words.length >= TAILS_LIMIT) break;
		// No name comes of less: nothing makes a piece longer.
		if (piece.length < NAME_LENGTH) continue;
		const word = unescapeWord(piece).replace(/[<>\s]/g, "");
		if (word.length >= NAME_LENGTH && /\d/.test(word)) words.push(word);
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
const MIXED_LENGTH = 12;

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

/** Keys under which an id meets the words that it stands in: of mixed ones their ends, of others their parts. */
export function partsOf(id: string): readonly string[] {
	const parts = id
		.split(/[^A-Za-z0-9]+/)
		.filter((part) => part.length >= NAME_LENGTH && /\d/.test(part));
	const ends = parts
		.filter((part) => part.length >= MIXED_LENGTH && /[A-Za-z]/.test(part))
		.map((part) => `-${part.slice(-MIXED_LENGTH)}`);
	return [...parts.slice(0, TAILS_LIMIT), ...ends.slice(0, TAILS_LIMIT)];
}

/** Forms in which a client may ask for a notified location: as it is, and with the transaction id (SPEC 9.1 rule 2). */
export function askedForms(
	location: string,
	transactionId: string | undefined,
): string[] {
	if (!location.endsWith("=") || transactionId === undefined) return [location];
	return [location, normalLocation(location + transactionId)];
}

/** The message's own name for a location: with the transaction id when the URL is unfinished without it. */
export function ownLocation(
	location: string,
	transactionId: string | undefined,
): string {
	const isUnfinished = /[?&;][^=&;]*=$/.test(location);
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

/** Where a redirect sends the client that asked for `url` (RFC 9110 10.2.2), in normal form. */
export function redirectTarget({
	response,
	url,
}: Exchange): string | undefined {
	const told = response?.["http.location"];
	if (told === undefined) return undefined;
	if (/^[a-z][a-z0-9+.-]*:/i.test(told)) return normalLocation(told);
	const origin = url && /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0];
	if (!origin || !told.startsWith("/")) return undefined;
	return normalLocation(origin + told);
}
