import { FilterError, type Span } from "./error.js";

/** A filter may have so many characters. */
export const LIMIT_LENGTH = 10_000;

export interface Token {
	kind: "text" | "word" | "sign" | "end";
	/** A text without its quotes and escapes, else as written. */
	text: string;
	span: Span;
}

const SIGNS = [
	"===",
	"!==",
	"==",
	"!=",
	">=",
	"<=",
	"&&",
	"||",
	"..",
	">",
	"<",
	"!",
	"~",
	"(",
	")",
	"{",
	"}",
	",",
];

/** Names, numbers, times, durations and addresses; `..` between two of them ends the first. */
const WORD = /(?:[\p{L}\p{N}_:/+@*-]|\.(?!\.))+/uy;
const SPACE = /\s*/y;

/** Splits a filter. The last token has kind `end`. */
export function readTokens(text: string): Token[] {
	if (text.length > LIMIT_LENGTH)
		throw new FilterError(
			text,
			[LIMIT_LENGTH, LIMIT_LENGTH],
			`the filter is longer than ${LIMIT_LENGTH} characters`,
		);
	const tokens: Token[] = [];
	for (let at = 0; ; ) {
		SPACE.lastIndex = at;
		SPACE.test(text);
		at = SPACE.lastIndex;
		if (at >= text.length) break;
		const token = readToken(text, at);
		tokens.push(token);
		at = token.span[1];
	}
	tokens.push({ kind: "end", text: "", span: [text.length, text.length] });
	return tokens;
}

function readToken(text: string, at: number): Token {
	const raw = text[at] === "r" && /["']/.test(text[at + 1] ?? "");
	if (raw || text[at] === '"' || text[at] === "'")
		return readText(text, at, raw);
	for (const sign of SIGNS)
		if (text.startsWith(sign, at))
			return { kind: "sign", text: sign, span: [at, at + sign.length] };
	WORD.lastIndex = at;
	const word = WORD.exec(text)?.[0];
	if (word !== undefined)
		return { kind: "word", text: word, span: [at, at + word.length] };
	const [character = ""] = text.slice(at);
	const hints: Readonly<Record<string, string>> = {
		"=": "; equal is ==",
		"&": "; and is &&",
		"|": "; or is ||",
	};
	throw new FilterError(
		text,
		[at, at + character.length],
		`unexpected ${character}${hints[character] ?? ""}`,
	);
}

const ESCAPES: Readonly<Record<string, string>> = {
	n: "\n",
	r: "\r",
	t: "\t",
	'"': '"',
	"'": "'",
	"\\": "\\",
};

/** A text in quotes. `r"..."` has no escapes; other escapes than ours stay, so that patterns can be written as they are. */
function readText(text: string, start: number, raw: boolean): Token {
	const open = raw ? start + 1 : start;
	const quote = text[open] as string;
	let value = "";
	for (let at = open + 1; at < text.length; at++) {
		const character = text[at] as string;
		if (character === quote)
			return { kind: "text", text: value, span: [start, at + 1] };
		const next = text[at + 1];
		if (character !== "\\" || next === undefined) value += character;
		else if (raw) {
			value += character + next;
			at++;
		} else {
			const hexadecimal = /^x([0-9a-fA-F]{2})/.exec(text.slice(at + 1, at + 4));
			if (hexadecimal) {
				value += String.fromCharCode(
					Number.parseInt(hexadecimal[1] as string, 16),
				);
				at += 3;
			} else {
				value += ESCAPES[next] ?? character + next;
				at++;
			}
		}
	}
	throw new FilterError(
		text,
		[start, text.length],
		`the text has no closing ${quote}`,
	);
}
