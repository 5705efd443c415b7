import { UsageError } from "../error.js";
import { NumberMatcher } from "../transaction/number.js";
import { FilterError, type Span } from "./error.js";
import { nearest } from "./fields/names.js";
import type { FieldType, Words } from "./fields/shape.js";
import { parseDuration, parseNumber, parseTime } from "./literal.js";
import {
	type Address,
	isInside,
	parseAddress,
	parseNetwork,
} from "./network.js";
import type { Scope, Source } from "./operand.js";
import { compilePattern, PatternError } from "./pattern.js";
import type { Comparison, SetItem, ValueNode } from "./tree.js";

/** A test of one value of a field. */
export type Test = (value: unknown) => boolean;
type Order = "==" | "!=" | ">" | ">=" | "<" | "<=";

const ORDERS: Readonly<Record<Order, (difference: number) => boolean>> = {
	"==": (d) => d === 0,
	"!=": (d) => d !== 0,
	">": (d) => d > 0,
	">=": (d) => d >= 0,
	"<": (d) => d < 0,
	"<=": (d) => d <= 0,
};

/** Turns a comparison round: `5 < size` is `size > 5`. */
export const TURNED: Readonly<Partial<Record<Comparison, Comparison>>> = {
	"==": "==",
	"!=": "!=",
	">": "<",
	">=": "<=",
	"<": ">",
	"<=": ">=",
};

function isOrder(comparison: Comparison): comparison is Order {
	return comparison in ORDERS;
}

/** The text of a value as `contains` and `matches` see it: numbers that have names by their name. */
function shownAs(words: Words | undefined): (value: unknown) => string {
	if (words instanceof Map)
		return (value) => words.get(value as number) ?? String(value);
	return String;
}

/** Makes the test that compares values of a field with a value of the filter. */
export function testAgainst(
	source: Source,
	comparison: Comparison,
	value: ValueNode,
	scope: Scope,
): Test {
	if (isOrder(comparison)) return testOrder(source, comparison, value, scope);
	const { type, words, name } = source;
	const fail = (reason: string) =>
		new FilterError(scope.text, value.span, reason);
	if (type === "boolean" || type === "time" || type === "duration")
		throw fail(`${comparison} takes a text, and ${name} is a ${type}`);
	const show = shownAs(words);
	if (comparison === "contains")
		return (found) => show(found).includes(value.text);
	if (comparison === "is") {
		if (type !== "text") throw fail(`${name} is no number of a subscriber`);
		return testNumber(value, scope);
	}
	try {
		const matches = compilePattern(value.text);
		return (found) => matches(show(found));
	} catch (error) {
		if (!(error instanceof PatternError)) throw error;
		throw fail(error.message);
	}
}

function testNumber(value: ValueNode, { text, country }: Scope): Test {
	try {
		const matcher = new NumberMatcher(value.text, countryOf(country));
		return (found) => matcher.matches(String(found));
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		throw new FilterError(text, value.span, error.message);
	}
}

function countryOf(country: string | undefined) {
	return country === undefined ? {} : { country };
}

function testOrder(
	source: Source,
	order: Order,
	value: ValueNode,
	scope: Scope,
): Test {
	const accept = ORDERS[order];
	const { type, words, name } = source;
	const fail = (reason: string) =>
		new FilterError(scope.text, value.span, reason);
	const isEquality = order === "==" || order === "!=";
	if (type === "boolean") {
		if (!isEquality)
			throw fail(`${name} is true or false: only == and != make sense`);
		const wanted = toBoolean(value, scope, name);
		return (found) => accept(found === wanted ? 0 : 1);
	}
	if (type === "address") return testAddress(source, order, value, scope);
	if (type === "text") {
		if (isEquality) checkWord(source, value, scope);
		return (found) => accept(compareText(String(found), value.text));
	}
	if (words instanceof Map && value.quoted) {
		if (!isEquality) throw fail(`${order} takes a number`);
		const codes = codesOf(words, value, scope, name);
		return (found) =>
			typeof found === "number" && accept(codes.has(found) ? 0 : 1);
	}
	const wanted = toNumber(type, value, scope, name);
	return (found) => typeof found === "number" && accept(found - wanted);
}

function compareText(one: string, other: string): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

/** A network for `==`, a single address for the others. */
function testAddress(
	{ name }: Source,
	order: Order,
	value: ValueNode,
	{ text }: Scope,
): Test {
	const accept = ORDERS[order];
	const network = parseNetwork(value.text);
	if (!network)
		throw new FilterError(
			text,
			value.span,
			`${name} is an address, such as 10.20.0.1, 10.20.0.0/16 or 2001:db8::/32; ${value.text} is none`,
		);
	if (order === "==" || order === "!=")
		return (found) => {
			const address = parseAddress(String(found));
			return accept(address && isInside(address, network) ? 0 : 1);
		};
	if (network.prefix !== network.bits)
		throw new FilterError(text, value.span, `${order} takes a single address`);
	return (found) => {
		const address = parseAddress(String(found));
		return address !== undefined && accept(compareAddresses(address, network));
	};
}

/** IPv4 before IPv6, then by value. */
function compareAddresses(one: Address, other: Address): number {
	if (one.bits !== other.bits) return one.bits - other.bits;
	if (one.value === other.value) return 0;
	return one.value < other.value ? -1 : 1;
}

/** Where all words that a field can have are known, another one is a mistake. */
function checkWord({ words, name }: Source, value: ValueNode, scope: Scope) {
	if (!words || words instanceof Map) return;
	const known = words as readonly string[];
	if (known.includes(value.text)) return;
	const near = nearest(value.text, known);
	const list =
		known.length > 12
			? `; mmstrace fields --format ndjson ${name} lists its words`
			: `; it is one of ${known.join(", ")}`;
	throw new FilterError(
		scope.text,
		value.span,
		`${name} is never ${value.text}${near ? `; did you mean ${near}?` : list}`,
	);
}

/** The numbers that have this name. */
function codesOf(
	words: ReadonlyMap<number, string>,
	value: ValueNode,
	scope: Scope,
	name: string,
): ReadonlySet<number> {
	const wanted = value.text.toLowerCase();
	const codes = new Set<number>();
	for (const [code, word] of words)
		if (word.toLowerCase() === wanted) codes.add(code);
	if (codes.size > 0) return codes;
	const near = nearest(value.text, words.values());
	throw new FilterError(
		scope.text,
		value.span,
		`${name} is never ${value.text}${near ? `; did you mean ${near}?` : ""}`,
	);
}

function toBoolean(value: ValueNode, { text }: Scope, name: string): boolean {
	const found = { true: true, "1": true, false: false, "0": false }[
		value.text.toLowerCase()
	];
	if (found !== undefined) return found;
	throw new FilterError(text, value.span, `${name} is true or false`);
}

const EXPECTED: Readonly<Record<"number" | "time" | "duration", string>> = {
	number: "a number, such as 128 or 0x80",
	time: "a time (UTC), such as 2026-02-14T09:00:00, or seconds since 1970",
	duration: "a duration, such as 5s, 300ms or 2m",
};
const READERS: Readonly<
	Record<"number" | "time" | "duration", (text: string) => number | undefined>
> = { number: parseNumber, time: parseTime, duration: parseDuration };

function toNumber(
	type: FieldType,
	value: ValueNode,
	{ text }: Scope,
	name: string,
): number {
	const kind = type as "number" | "time" | "duration";
	const found = READERS[kind](value.text);
	if (found === undefined || (kind === "number" && value.quoted))
		throw new FilterError(
			text,
			value.span,
			`${name} is ${EXPECTED[kind]}; ${value.quoted ? `"${value.text}"` : value.text} is none`,
		);
	return found;
}

/** Makes the test whether a value is in a set. */
export function testSet(
	source: Source,
	items: readonly SetItem[],
	scope: Scope,
): Test {
	const tests = items.map(({ value, to }): Test => {
		if (!to) return testAgainst(source, "==", value, scope);
		if (source.type === "boolean")
			throw rangeError([value.span[0], to.span[1]], source, scope);
		const low = testAgainst(source, ">=", value, scope);
		const high = testAgainst(source, "<=", to, scope);
		return (found) => low(found) && high(found);
	});
	return (found) => tests.some((test) => test(found));
}

function rangeError(span: Span, { name }: Source, { text }: Scope) {
	return new FilterError(text, span, `${name} has no ranges`);
}

const FAMILIES: Readonly<Record<FieldType, string>> = {
	number: "number",
	time: "number",
	duration: "number",
	text: "text",
	address: "text",
	boolean: "boolean",
	group: "group",
};

/** Makes the test that compares two values of the record. */
export function testPair(
	[left, right]: readonly [Source, Source],
	comparison: Comparison,
	span: Span,
	scope: Scope,
): (one: unknown, other: unknown) => boolean {
	const family = FAMILIES[left.type];
	if (family !== FAMILIES[right.type])
		throw new FilterError(
			scope.text,
			span,
			`${left.name} is a ${left.type} and ${right.name} is a ${right.type}`,
		);
	if (comparison === "matches")
		throw new FilterError(scope.text, span, "matches takes a text in quotes");
	if (!isOrder(comparison)) {
		if (family !== "text")
			throw new FilterError(scope.text, span, `${comparison} takes texts`);
		if (comparison === "contains")
			return (one, other) => String(one).includes(String(other));
		return (one, other) =>
			new NumberMatcher(String(other), countryOf(scope.country)).matches(
				String(one),
			);
	}
	const accept = ORDERS[comparison];
	if (family === "text")
		return (one, other) => accept(compareText(String(one), String(other)));
	return (one, other) => accept(Number(one) - Number(other));
}
