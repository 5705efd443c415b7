import type { Span } from "./error.js";

/** A name of a field, as written. */
export interface FieldNode {
	kind: "field";
	name: string;
	span: Span;
}

/** A value: in quotes, or a word that can be no name (number, time, duration, address) or is true or false. */
export interface ValueNode {
	kind: "value";
	text: string;
	quoted: boolean;
	span: Span;
}

export type FunctionName = "len" | "count" | "lower" | "upper";

export interface CallNode {
	kind: "call";
	name: FunctionName;
	operand: FieldNode;
	span: Span;
}

export type Operand = FieldNode | ValueNode | CallNode;

export type Comparison =
	| "=="
	| "!="
	| ">"
	| ">="
	| "<"
	| "<="
	| "contains"
	| "matches"
	| "is";

export interface CompareNode {
	kind: "compare";
	comparison: Comparison;
	/** Of a field with several values: must it be true of all of them, or of one. */
	every: boolean;
	left: Operand;
	right: Operand;
	span: Span;
}

/** A value of a set, or all values from `value` to `to`. */
export interface SetItem {
	value: ValueNode;
	to?: ValueNode;
}

export interface InNode {
	kind: "in";
	every: boolean;
	left: FieldNode | CallNode;
	items: SetItem[];
	span: Span;
}

/** A field alone: it is there. A boolean field alone: it is true. */
export interface ExistsNode {
	kind: "exists";
	field: FieldNode;
	span: Span;
}

export interface NotNode {
	kind: "not";
	operand: Expression;
	span: Span;
}

/** Two or more expressions. */
export interface LogicNode {
	kind: "and" | "or";
	operands: Expression[];
	span: Span;
}

/** A filter, read: what it says and where. */
export type Expression =
	| CompareNode
	| InNode
	| ExistsNode
	| NotNode
	| LogicNode;

/** What `any` or `all` say when neither is written: one value is enough, but `!=` must be true of all (as in Wireshark 4). */
export function defaultEvery(comparison: Comparison): boolean {
	return comparison === "!=";
}
