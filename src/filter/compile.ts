import {
	type Test,
	TURNED,
	testAgainst,
	testPair,
	testSet,
} from "./compare.js";
import { FilterError } from "./error.js";
import type { RecordKind } from "./fields/names.js";
import { findField, type Scope, type Source, sourceOf } from "./operand.js";
import { parseFilter } from "./parse.js";
import type {
	CompareNode,
	ExistsNode,
	Expression,
	InNode,
	Operand,
} from "./tree.js";
import { valuesAt } from "./values.js";

/** A record that filters look at; `type` says which kind it is. */
export type FilterRecord = object & { type: string };

/** Whether a record is one of those that are asked for. */
export type RecordFilter = (record: FilterRecord) => boolean;

type Predicate = (record: object) => boolean;

const never: Predicate = () => false;

/**
 * Makes a filter of its text.
 *
 * @param kinds the records it will see
 * @param country country code by which national numbers are read, such as 44
 * @throws FilterError that points at the place
 */
export function compileFilter(
	text: string,
	kinds: readonly RecordKind[],
	country?: string,
): RecordFilter {
	const expression = parseFilter(text);
	const predicates = new Map<string, Predicate>(
		kinds.map((kind) => [
			kind,
			compile(expression, { text, kinds, kind, country }),
		]),
	);
	return (record) => predicates.get(record.type)?.(record) ?? false;
}

function compile(expression: Expression, scope: Scope): Predicate {
	switch (expression.kind) {
		case "and": {
			const parts = expression.operands.map((part) => compile(part, scope));
			return (record) => parts.every((part) => part(record));
		}
		case "or": {
			const parts = expression.operands.map((part) => compile(part, scope));
			return (record) => parts.some((part) => part(record));
		}
		case "not": {
			const part = compile(expression.operand, scope);
			return (record) => !part(record);
		}
		case "exists":
			return compileExists(expression, scope);
		case "in":
			return compileIn(expression, scope);
		case "compare":
			return compileCompare(expression, scope);
	}
}

function compileExists({ field }: ExistsNode, scope: Scope): Predicate {
	const found = findField(field, scope);
	if (!found) return never;
	const values = valuesAt(found.paths);
	if (found.type === "boolean")
		return (record) => values(record).includes(true);
	return (record) => values(record).length > 0;
}

function compileIn({ left, items, every }: InNode, scope: Scope): Predicate {
	const source = sourceOf(left, scope);
	if (!source) return never;
	return quantify(source, testSet(source, items, scope), every);
}

/** What is true of no value is true of neither one nor all of them. */
function quantify({ values }: Source, test: Test, every: boolean): Predicate {
	if (!every) return (record) => values(record).some(test);
	return (record) => {
		const found = values(record);
		return found.length > 0 && found.every(test);
	};
}

function compileCompare(node: CompareNode, scope: Scope): Predicate {
	const { left, right, comparison, every } = node;
	if (left.kind === "value" && right.kind === "value")
		throw new FilterError(
			scope.text,
			node.span,
			"neither side is a field of the record",
		);
	if (left.kind === "value") {
		const turned = TURNED[comparison];
		if (!turned)
			throw new FilterError(
				scope.text,
				left.span,
				`expected a field before ${comparison}`,
			);
		return compileCompare(
			{ ...node, left: right, right: left, comparison: turned },
			scope,
		);
	}
	const source = sourceOf(left, scope);
	if (right.kind === "value")
		return source
			? quantify(source, testAgainst(source, comparison, right, scope), every)
			: never;
	return comparePairs(node, source, right, scope);
}

function comparePairs(
	{ comparison, every, span }: CompareNode,
	source: Source | undefined,
	right: Exclude<Operand, { kind: "value" }>,
	scope: Scope,
): Predicate {
	const other = sourceOf(right, scope);
	if (!source || !other) return never;
	const test = testPair([source, other], comparison, span, scope);
	return (record) => {
		const [ones, others] = [source.values(record), other.values(record)];
		if (ones.length === 0 || others.length === 0) return false;
		return every
			? ones.every((one) => others.every((two) => test(one, two)))
			: ones.some((one) => others.some((two) => test(one, two)));
	};
}
