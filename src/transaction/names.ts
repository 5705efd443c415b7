import { KEY } from "./keykind.js";
import type { KeyList } from "./keylist.js";
import {
	ALPHANUMERIC,
	DIGIT,
	findTails,
	findWords,
	has,
	KINDS,
	LETTER,
	MIXED_LENGTH,
	NAME_LENGTH,
	PIECES,
	PIECES_LIMIT,
	pathStart,
	tailsOf,
	wordsOf,
} from "./location.js";

/*
 * What may be a Message-ID, as keys (STATES 4.4, third rule). Exchanges are many: their keys are made where the names
 * stand, without a text for each.
 */

/**
 * Adds the keys of what can name a message in a location, its words and tails, and then of what may be a Message-ID within
 * the words, each once. Returns whether it has such a name.
 */
export function addNames(keys: KeyList, location: string): boolean {
	const pathAt = pathStart(location);
	return isPlain(location, pathAt)
		? addPlainNames(keys, location, pathAt)
		: addEscapedNames(keys, location);
}

function addPlainNames(
	keys: KeyList,
	location: string,
	pathAt: number,
): boolean {
	const first = keys.count;
	addPieces(keys, location, findTails(location, pathAt));
	const words = findWords(location, pathAt);
	addPieces(keys, location, words);
	keys.dropRepeats(first);
	const parts = keys.count;
	for (let i = 0; i < words; i += 2)
		addParts(keys, location, PIECES[i]!, PIECES[i + 1]!);
	keys.dropRepeats(parts);
	return parts > first;
}

function addPieces(keys: KeyList, text: string, ends: number): void {
	for (let i = 0; i < ends; i += 2)
		keys.addPiece(KEY.messageId, text, PIECES[i]!, PIECES[i + 1]!);
}

/** Some characters of the words stand for others, or for none. */
function addEscapedNames(keys: KeyList, location: string): boolean {
	const first = keys.count;
	const words = wordsOf(location);
	for (const tail of tailsOf(location)) keys.add(KEY.messageId, tail);
	for (const word of words) keys.add(KEY.messageId, word);
	keys.dropRepeats(first);
	const parts = keys.count;
	for (const word of words) addParts(keys, word, 0, word.length);
	keys.dropRepeats(parts);
	return parts > first;
}

/** Printable ASCII without escapes and angle brackets: words are what stands there. */
function isPlain(location: string, pathAt: number): boolean {
	for (let i = pathAt; i < location.length; i++)
		if (PLAIN[location.charCodeAt(i)] !== 1) return false;
	return true;
}

const PLAIN = plainCharacters();

function plainCharacters(): Uint8Array {
	const plain = new Uint8Array(0x80);
	for (let code = 0x21; code < 0x7f; code++)
		plain[code] = /[%<>]/.test(String.fromCharCode(code)) ? 0 : 1;
	return plain;
}

/** Adds the keys under which an id meets the words that it stands in: of mixed ones their ends, of others their parts. */
export function addParts(
	keys: KeyList,
	text: string,
	start: number,
	end: number,
): void {
	let parts = 0;
	let ends = 0;
	let from = start;
	for (let i = start; i <= end; i++) {
		if (i < end && KINDS[text.charCodeAt(i)]! & ALPHANUMERIC) continue;
		if (i - from >= NAME_LENGTH && has(text, DIGIT, from, i)) {
			if (parts++ < PIECES_LIMIT) keys.addPiece(KEY.messageId, text, from, i);
			const isMixed =
				i - from >= MIXED_LENGTH &&
				ends < PIECES_LIMIT &&
				has(text, LETTER, from, i);
			if (isMixed) {
				ends++;
				keys.addPiece(KEY.end, text, i - MIXED_LENGTH, i);
			}
		}
		from = i + 1;
	}
}
