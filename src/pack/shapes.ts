/** Texts of one key that are remembered: hosts, media types, user agents. */
const TEXTS_LIMIT = 512;
/** Longer ones are not: they would be kept to the end. */
const LENGTH_LIMIT = 256;
/** A key that has so many texts, and most of them once, names things: hashes, ids. */
const TRIAL = 32;

/** Sequences of keys; objects with others are written with their keys. */
const NODES_LIMIT = 10_000;

/** V8 makes a hash table of an object that gets more keys than some 16 one after the other. */
const FEW_KEYS = 16;

/** The texts that a key had, by number. Many keys have few; one whose texts are always new is found out and left alone. */
export class Field {
	/** Its texts are the ends of an exchange. */
	readonly isEnd: boolean;
	/** Its lists are numbers of frames. */
	readonly isFrames: boolean;
	readonly texts: string[] = [];
	readonly #numbers = new Map<string, number>();
	#last: string | undefined = undefined;
	#lastNumber = -1;
	/** How often a text was known, less how often it was not, lately. */
	#worth = TRIAL;

	constructor(key = "") {
		this.isFrames = key === "frames";
		this.isEnd = key === "client" || key === "server";
	}

	/** Number of the text; -1: it has none. */
	numberOf(text: string): number {
		if (text === this.#last) return this.#lastNumber;
		if (this.#worth < 0 || text.length > LENGTH_LIMIT) return -1;
		let number = this.#numbers.get(text) ?? -1;
		if (number >= 0) {
			if (this.#worth < TRIAL) this.#worth++;
		} else {
			this.#worth--;
			if (this.texts.length >= TEXTS_LIMIT) return -1;
			number = this.texts.length;
			this.texts.push(text);
			this.#numbers.set(text, number);
		}
		this.#last = text;
		this.#lastNumber = number;
		return number;
	}
}

/** Keys of an object so far, in their order. */
export class Node {
	readonly key: string;
	readonly field: Field;
	readonly before: Node | undefined;
	/** Its number as the keys of a whole object; -1: none yet. */
	shape = -1;
	/** The key that came next the last time. */
	nextKey: string | undefined;
	next: Node | undefined;
	readonly others = new Map<string, Node>();

	constructor(key: string, field: Field, before: Node | undefined) {
		this.key = key;
		this.field = field;
		this.before = before;
	}
}

/** The keys of an object in order, each with its texts. */
export interface Shape {
	readonly keys: readonly string[];
	readonly fields: readonly Field[];
	/** Of large objects, one with the keys. */
	readonly template: Readonly<Record<string, unknown>> | undefined;
}

/** What objects look like: each sequence of keys has a number. */
export class Shapes {
	/** By number. */
	readonly all: Shape[] = [];
	/** Texts that layouts know by number of their kind. */
	readonly words: readonly Field[];
	/** Keys as texts. */
	readonly names = new Field();
	readonly #fields = new Map<string, Field>();
	/** Before the first key. */
	readonly root = new Node("", new Field(), undefined);
	#nodes = 0;

	constructor(words: number) {
		this.words = Array.from({ length: words }, () => new Field());
	}

	/** After another key; undefined: there are too many sequences. */
	next(node: Node, key: string): Node | undefined {
		if (node.nextKey === key) return node.next;
		let next = node.others.get(key);
		if (!next) {
			if (this.#nodes >= NODES_LIMIT || key === "__proto__") return undefined;
			this.#nodes++;
			next = new Node(key, this.#fieldOf(key), node);
			node.others.set(key, next);
		}
		node.nextKey = key;
		node.next = next;
		return next;
	}

	/** Number of the keys as those of a whole object. */
	numberOf(node: Node): number {
		if (node.shape < 0) {
			node.shape = this.all.length;
			this.all.push(this.#shapeOf(node));
		}
		return node.shape;
	}

	#shapeOf(node: Node): Shape {
		const keys: string[] = [];
		const fields: Field[] = [];
		for (let one = node; one.before; one = one.before) {
			keys.push(one.key);
			fields.push(one.field);
		}
		keys.reverse();
		return {
			keys,
			fields: fields.reverse(),
			template: keys.length > FEW_KEYS ? templateOf(keys) : undefined,
		};
	}

	#fieldOf(key: string): Field {
		let field = this.#fields.get(key);
		if (!field) {
			field = new Field(key);
			this.#fields.set(key, field);
		}
		return field;
	}
}

function templateOf(keys: readonly string[]): Record<string, unknown> {
	const nothing = keys.map((key) => [key, null]);
	// What JSON makes is no hash table.
	const template = JSON.parse(JSON.stringify(Object.fromEntries(nothing)));
	for (const key of keys) template[key] = undefined;
	return template;
}
