/*
 * Regular expressions for `matches`. The time is bounded by pattern times text whatever both are (Thompson's
 * simulation), where the engine of the language can take years; so there are no back references and no lookaround.
 */

/** What is wrong with a pattern. */
export class PatternError extends Error {}

/** A pattern may have so many characters, and become so many instructions. */
export const LIMIT_PATTERN = 1000;
const LIMIT_INSTRUCTIONS = 5000;
const LIMIT_REPEAT = 1000;
const LIMIT_DEPTH = 50;
/** So many characters of a value are looked at. */
export const LIMIT_TEXT = 10_000;

type Test = (character: string) => boolean;
/** Does the place between two characters (absent: start, end) fit. */
type Place = (before: string | undefined, after: string | undefined) => boolean;

type Node =
	| { kind: "character"; test: Test }
	| { kind: "place"; test: Place }
	| { kind: "sequence" | "either"; items: Node[] }
	| { kind: "repeat"; item: Node; least: number; most: number };

const isDigit: Test = (c) => c >= "0" && c <= "9" && c.length === 1;
const isWord: Test = (c) => /^[A-Za-z0-9_]$/.test(c);
const isSpace: Test = (c) => /^\s$/.test(c);
const not =
	(test: Test): Test =>
	(c) =>
		!test(c);
const atBoundary: Place = (before, after) =>
	(before !== undefined && isWord(before)) !==
	(after !== undefined && isWord(after));

const CLASSES: Readonly<Record<string, Test>> = {
	d: isDigit,
	D: not(isDigit),
	w: isWord,
	W: not(isWord),
	s: isSpace,
	S: not(isSpace),
};
const PLACES: Readonly<Record<string, Place>> = {
	b: atBoundary,
	B: (before, after) => !atBoundary(before, after),
	A: (before) => before === undefined,
	z: (_, after) => after === undefined,
};
const CONTROLS: Readonly<Record<string, string>> = {
	n: "\n",
	r: "\r",
	t: "\t",
	f: "\f",
	v: "\v",
	"0": "\0",
};

/** Upper and lower case are the same. */
function fold(character: string): string {
	return character.toLowerCase();
}

function same(character: string): Test {
	const folded = fold(character);
	return (c) => c === character || fold(c) === folded;
}

function between(low: string, high: string): Test {
	const [first, last] = [low.codePointAt(0)!, high.codePointAt(0)!];
	const inside = (c: string) => {
		const code = c.codePointAt(0)!;
		return code >= first && code <= last;
	};
	return (c) => inside(c) || inside(fold(c)) || inside(c.toUpperCase());
}

class PatternParser {
	readonly #characters: string[];
	#at = 0;
	#depth = 0;

	constructor(pattern: string) {
		if (pattern.length > LIMIT_PATTERN)
			throw new PatternError(
				`the pattern is longer than ${LIMIT_PATTERN} characters`,
			);
		this.#characters = [...pattern.replace(/^\(\?i\)/, "")];
	}

	whole(): Node {
		const node = this.#either();
		if (this.#at < this.#characters.length)
			throw new PatternError("the pattern has a ) without a (");
		return node;
	}

	#peek(): string | undefined {
		return this.#characters[this.#at];
	}

	#take(): string {
		const character = this.#characters[this.#at++];
		if (character === undefined)
			throw new PatternError("the pattern ends too early");
		return character;
	}

	#accept(character: string): boolean {
		if (this.#peek() !== character) return false;
		this.#at++;
		return true;
	}

	#either(): Node {
		if (this.#depth++ >= LIMIT_DEPTH)
			throw new PatternError("the pattern has too many levels of groups");
		const items = [this.#sequence()];
		while (this.#accept("|")) items.push(this.#sequence());
		this.#depth--;
		return items.length === 1 ? (items[0] as Node) : { kind: "either", items };
	}

	#sequence(): Node {
		const items: Node[] = [];
		for (;;) {
			const next = this.#peek();
			if (next === undefined || next === "|" || next === ")")
				return { kind: "sequence", items };
			items.push(this.#repeated(this.#atom()));
		}
	}

	#repeated(item: Node): Node {
		const bounds = this.#bounds();
		if (!bounds) return item;
		const [least, most] = bounds;
		if (item.kind === "place")
			throw new PatternError("the pattern repeats a place");
		// Whether as few or as many as possible are taken does not change whether there is a match.
		this.#accept("?");
		if (["*", "+"].includes(this.#peek() ?? ""))
			throw new PatternError("the pattern has two quantifiers in a row");
		return { kind: "repeat", item, least, most };
	}

	#bounds(): [number, number] | undefined {
		if (this.#accept("*")) return [0, Number.POSITIVE_INFINITY];
		if (this.#accept("+")) return [1, Number.POSITIVE_INFINITY];
		if (this.#accept("?")) return [0, 1];
		const rest = this.#characters.slice(this.#at, this.#at + 12).join("");
		const counts = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(rest);
		if (!counts) return undefined;
		this.#at += counts[0].length;
		const least = Number(counts[1]);
		const most = counts[2]
			? counts[3]
				? Number(counts[3])
				: Number.POSITIVE_INFINITY
			: least;
		if (
			least > LIMIT_REPEAT ||
			(most !== Number.POSITIVE_INFINITY && most > LIMIT_REPEAT)
		)
			throw new PatternError(
				`the pattern repeats more than ${LIMIT_REPEAT} times`,
			);
		if (most < least)
			throw new PatternError("the pattern has a range that runs backwards");
		return [least, most];
	}

	#atom(): Node {
		const character = this.#take();
		switch (character) {
			case ".":
				return { kind: "character", test: (c) => c !== "\n" };
			case "^":
				return { kind: "place", test: (before) => before === undefined };
			case "$":
				return { kind: "place", test: (_, after) => after === undefined };
			case "(":
				return this.#group();
			case "[":
				return { kind: "character", test: this.#set() };
			case "\\":
				return this.#escape();
			case "*":
			case "+":
			case "?":
				throw new PatternError(`nothing before ${character} in the pattern`);
			default:
				return { kind: "character", test: same(character) };
		}
	}

	#group(): Node {
		if (this.#accept("?") && !this.#accept(":"))
			throw new PatternError(
				"the pattern has a (?, of which only (?: ) is supported",
			);
		const node = this.#either();
		if (!this.#accept(")"))
			throw new PatternError("the pattern has a ( without a )");
		return node;
	}

	#escape(): Node {
		const place = PLACES[this.#peek() ?? ""];
		if (place) {
			this.#at++;
			return { kind: "place", test: place };
		}
		const found = this.#escaped();
		const test = typeof found === "string" ? same(found) : found;
		return { kind: "character", test };
	}

	/** What follows a backslash: a character or a class. */
	#escaped(): string | Test {
		const character = this.#take();
		const known = CLASSES[character] ?? CONTROLS[character];
		if (known !== undefined) return known;
		if (character === "x") return this.#hexadecimal(2);
		if (character === "u") return this.#hexadecimal(4);
		if (/[1-9]/.test(character))
			throw new PatternError(
				"the pattern has a back reference, which is not supported",
			);
		if (/[A-Za-z]/.test(character))
			throw new PatternError(`\\${character} is not known in patterns`);
		return character;
	}

	#hexadecimal(digits: number): string {
		const text = this.#characters.slice(this.#at, this.#at + digits).join("");
		if (!/^[0-9a-fA-F]+$/.test(text) || text.length !== digits)
			throw new PatternError(
				`expected ${digits} hexadecimal digits in the pattern`,
			);
		this.#at += digits;
		return String.fromCharCode(Number.parseInt(text, 16));
	}

	/** `[a-z0-9_]` */
	#set(): Test {
		const negated = this.#accept("^");
		const tests: Test[] = [];
		do tests.push(this.#setItem());
		while (!this.#accept("]"));
		const any: Test = (c) => tests.some((test) => test(c));
		return negated ? not(any) : any;
	}

	#setItem(): Test {
		const low = this.#setCharacter();
		if (typeof low !== "string") return low;
		const isRange =
			this.#peek() === "-" &&
			this.#characters[this.#at + 1] !== "]" &&
			this.#characters[this.#at + 1] !== undefined;
		if (!isRange) return same(low);
		this.#at++;
		const high = this.#setCharacter();
		if (typeof high !== "string" || high < low)
			throw new PatternError("the pattern has a range that runs backwards");
		return between(low, high);
	}

	#setCharacter(): string | Test {
		const character = this.#take();
		if (character !== "\\") return character;
		if (!this.#accept("b")) return this.#escaped();
		return "\b";
	}
}

/** One step of the machine: a character or a place to pass, or two ways to go on. The last one is the end. */
type Instruction =
	| { test: Test }
	| { place: Place }
	| { ways: readonly number[] };

function emit(node: Node, program: Instruction[]): void {
	if (program.length > LIMIT_INSTRUCTIONS)
		throw new PatternError("the pattern is too large");
	switch (node.kind) {
		case "character":
			program.push({ test: node.test });
			return;
		case "place":
			program.push({ place: node.test });
			return;
		case "sequence":
			for (const item of node.items) emit(item, program);
			return;
		case "either":
			emitEither(node.items, program);
			return;
		case "repeat":
			emitRepeat(node, program);
	}
}

function emitEither(items: readonly Node[], program: Instruction[]): void {
	const fork: number[] = [];
	program.push({ ways: fork });
	const ends: number[][] = [];
	for (const item of items) {
		fork.push(program.length);
		emit(item, program);
		const end: number[] = [];
		ends.push(end);
		program.push({ ways: end });
	}
	for (const end of ends) end.push(program.length);
}

function emitRepeat(
	{ item, least, most }: Extract<Node, { kind: "repeat" }>,
	program: Instruction[],
): void {
	for (let i = 0; i < least; i++) emit(item, program);
	if (most === Number.POSITIVE_INFINITY) {
		const start = program.length;
		const ways = [start + 1];
		program.push({ ways });
		emit(item, program);
		program.push({ ways: [start] });
		ways.push(program.length);
		return;
	}
	const exits: number[][] = [];
	for (let i = least; i < most; i++) {
		const ways = [program.length + 1];
		exits.push(ways);
		program.push({ ways });
		emit(item, program);
	}
	for (const exit of exits) exit.push(program.length);
}

/**
 * Makes a test of a pattern: does it match somewhere in a text, whatever the case of letters.
 *
 * @throws PatternError
 */
export function compilePattern(pattern: string): (text: string) => boolean {
	const program: Instruction[] = [];
	emit(new PatternParser(pattern).whole(), program);
	return (text) => search(program, text.slice(0, LIMIT_TEXT));
}

function search(program: readonly Instruction[], text: string): boolean {
	const characters = [...text];
	const seen = new Int32Array(program.length + 1).fill(-1);
	let waiting: number[] = [];
	const stack: number[] = [];
	for (let at = 0; at <= characters.length; at++) {
		const [before, after] = [characters[at - 1], characters[at]];
		// Every place is a start as well.
		stack.push(...waiting.reverse(), 0);
		waiting = [];
		for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
			if (seen[i] === at) continue;
			seen[i] = at;
			const step = program[i];
			if (!step) return true;
			if ("ways" in step) stack.push(...step.ways);
			else if ("place" in step) {
				if (step.place(before, after)) stack.push(i + 1);
			} else if (after !== undefined && step.test(after)) waiting.push(i + 1);
		}
	}
	return false;
}
