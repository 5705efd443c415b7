import { FilterError, type Span } from "./error.js";
import { readTokens, type Token } from "./token.js";
import {
	type Comparison,
	defaultEvery,
	type Expression,
	type FieldNode,
	type FunctionName,
	type Operand,
	type SetItem,
	type ValueNode,
} from "./tree.js";

/** Parentheses and negations inside each other. */
const LIMIT_DEPTH = 100;

/** Operators by how they are written; with the quantifier that some of them imply. */
const COMPARISONS: Readonly<Record<string, readonly [Comparison, boolean?]>> = {
	"==": ["=="],
	eq: ["=="],
	any_eq: ["==", false],
	"===": ["==", true],
	all_eq: ["==", true],
	"!=": ["!="],
	ne: ["!="],
	all_ne: ["!=", true],
	"!==": ["!=", false],
	any_ne: ["!=", false],
	">": [">"],
	gt: [">"],
	">=": [">="],
	ge: [">="],
	"<": ["<"],
	lt: ["<"],
	"<=": ["<="],
	le: ["<="],
	contains: ["contains"],
	matches: ["matches"],
	"~": ["matches"],
	is: ["is"],
};

export const FUNCTIONS: ReadonlySet<string> = new Set<FunctionName>([
	"len",
	"count",
	"lower",
	"upper",
]);

const KEYWORDS: ReadonlySet<string> = new Set([
	...Object.keys(COMPARISONS),
	"in",
	"and",
	"or",
	"not",
	"any",
	"all",
]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/;
const VALUE = /^(?:true|false|[0-9+-].*|.*:.*)$/;

/** Reads a filter; an empty one is an error. */
export function parseFilter(text: string): Expression {
	return new Parser(text).whole();
}

/** One method for each rule of the grammar in docs/filters.md. */
class Parser {
	readonly #text: string;
	readonly #tokens: Token[];
	#at = 0;
	#depth = 0;

	constructor(text: string) {
		this.#text = text;
		this.#tokens = readTokens(text);
	}

	whole(): Expression {
		const first = this.#next;
		if (first.kind === "end")
			throw this.#error(first.span, "the filter is empty");
		const expression = this.#or();
		const after = this.#next;
		if (after.kind !== "end")
			throw this.#error(after.span, `expected && or ||, not ${after.text}`);
		return expression;
	}

	get #next(): Token {
		return this.#tokens[this.#at] as Token;
	}

	#take(): Token {
		const token = this.#next;
		if (token.kind !== "end") this.#at++;
		return token;
	}

	/** Takes the token when it is one of these signs or keywords. */
	#accept(...texts: string[]): Token | undefined {
		const { kind, text } = this.#next;
		if (kind === "text" || kind === "end" || !texts.includes(text))
			return undefined;
		return this.#take();
	}

	#error(span: Span, reason: string): FilterError {
		return new FilterError(this.#text, span, reason);
	}

	#or(): Expression {
		return this.#logic("or", ["||", "or"], () => this.#and());
	}

	#and(): Expression {
		return this.#logic("and", ["&&", "and"], () => this.#not());
	}

	#logic(
		kind: "and" | "or",
		signs: string[],
		part: () => Expression,
	): Expression {
		const first = part();
		const operands = [first];
		while (this.#accept(...signs)) operands.push(part());
		if (operands.length === 1) return first;
		const last = operands.at(-1) as Expression;
		return { kind, operands, span: [first.span[0], last.span[1]] };
	}

	#not(): Expression {
		const sign = this.#accept("!", "not");
		if (!sign) return this.#test();
		return this.#deeper(sign, () => {
			const operand = this.#not();
			return { kind: "not", operand, span: [sign.span[0], operand.span[1]] };
		});
	}

	#deeper<T>(token: Token, read: () => T): T {
		if (this.#depth >= LIMIT_DEPTH)
			throw this.#error(token.span, "too many levels of parentheses");
		this.#depth++;
		const result = read();
		this.#depth--;
		return result;
	}

	#test(): Expression {
		const open = this.#accept("(");
		if (!open) return this.#comparison();
		return this.#deeper(open, () => {
			const expression = this.#or();
			if (!this.#accept(")"))
				throw this.#error(
					this.#next.span,
					`expected ) for the ( at column ${open.span[0] + 1}`,
				);
			return expression;
		});
	}

	#comparison(): Expression {
		const quantifier = this.#accept("any", "all");
		const left = this.#operand();
		const start = quantifier?.span[0] ?? left.span[0];
		const negation = this.#accept("not");
		const operator = this.#accept("in", ...Object.keys(COMPARISONS));
		if (negation && operator?.text !== "in")
			throw this.#error(negation.span, "expected an operator, not not");
		if (!operator) return this.#alone(left, quantifier);
		const every = quantifier && quantifier.text === "all";
		if (operator.text === "in") {
			const set = this.#set(left, { start, every: every ?? false });
			return negation ? { kind: "not", operand: set, span: set.span } : set;
		}
		const [comparison, implied] = COMPARISONS[operator.text] as readonly [
			Comparison,
			boolean?,
		];
		if (quantifier && implied !== undefined)
			throw this.#error(
				quantifier.span,
				`${operator.text} already says ${implied ? "all" : "any"}`,
			);
		const right = this.#operand();
		return {
			kind: "compare",
			comparison,
			every: every ?? implied ?? defaultEvery(comparison),
			left,
			right,
			span: [start, right.span[1]],
		};
	}

	#alone(left: Operand, quantifier: Token | undefined): Expression {
		const { span, text, kind } = this.#next;
		if (quantifier || left.kind !== "field")
			throw this.#error(
				span,
				`expected an operator such as ==${kind === "end" ? "" : `, not ${text}`}`,
			);
		return { kind: "exists", field: left, span: left.span };
	}

	#operand(): Operand {
		const token = this.#take();
		const { kind, text, span } = token;
		if (kind === "text") return { kind: "value", text, quoted: true, span };
		if (kind !== "word" || KEYWORDS.has(text))
			throw this.#error(
				span,
				`expected a field or a value${kind === "end" ? "" : `, not ${text}`}`,
			);
		if (this.#next.text === "(" && this.#next.kind === "sign")
			return this.#call(token);
		if (VALUE.test(text)) return { kind: "value", text, quoted: false, span };
		if (NAME.test(text)) return { kind: "field", name: text, span };
		throw this.#error(
			span,
			`${text} is neither a field nor a number; a text needs quotes: "${text}"`,
		);
	}

	#call({ text, span: [start], ...token }: Token): Operand {
		if (!FUNCTIONS.has(text))
			throw this.#error(
				token.kind === "word" ? [start, start + text.length] : [start, start],
				`unknown function ${text}; there are ${[...FUNCTIONS].join(", ")}`,
			);
		this.#take();
		const operand = this.#operand();
		if (operand.kind !== "field")
			throw this.#error(operand.span, `${text} takes a field`);
		const close = this.#accept(")");
		if (!close) throw this.#error(this.#next.span, "expected )");
		const name = text as FunctionName;
		return { kind: "call", name, operand, span: [start, close.span[1]] };
	}

	#set(
		left: Operand,
		{ start, every }: { start: number; every: boolean },
	): Expression {
		if (left.kind === "value")
			throw this.#error(left.span, "expected a field before in");
		if (!this.#accept("{"))
			throw this.#error(this.#next.span, "expected { after in");
		const items: SetItem[] = [];
		do items.push(this.#item());
		while (this.#accept(","));
		const close = this.#accept("}");
		if (!close) throw this.#error(this.#next.span, "expected , or }");
		return { kind: "in", every, left, items, span: [start, close.span[1]] };
	}

	#item(): SetItem {
		const value = this.#value();
		return this.#accept("..") ? { value, to: this.#value() } : { value };
	}

	#value(): ValueNode {
		const operand = this.#operand();
		if (operand.kind === "value") return operand;
		const name = operand.kind === "field" ? (operand as FieldNode).name : "";
		throw this.#error(
			operand.span,
			`expected a value; a text needs quotes${name && `: "${name}"`}`,
		);
	}
}
