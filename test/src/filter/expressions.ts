// Trees of filters for property tests.
import fc from "fast-check";
import { FUNCTIONS } from "../../../src/filter/parse.js";
import type {
	CallNode,
	Comparison,
	Expression,
	FieldNode,
	FunctionName,
	SetItem,
	ValueNode,
} from "../../../src/filter/tree.js";

const span = [0, 0] as const;

const aField: fc.Arbitrary<FieldNode> = fc
	.constantFrom("size", "send.phases.upload", "mmse.to", "_x1", "a.b_c.d")
	.map((name) => ({ kind: "field", name, span }));

const aValue: fc.Arbitrary<ValueNode> = fc.oneof(
	fc
		.string({ unit: "binary" })
		.map((text): ValueNode => ({ kind: "value", text, quoted: true, span })),
	fc
		.constantFrom(
			"5",
			"0x1f",
			"5s",
			"-1.5",
			"10.0.0.0/8",
			"::1",
			"true",
			"2026-02-14T09:00:00Z",
		)
		.map((text): ValueNode => ({ kind: "value", text, quoted: false, span })),
);

const aCall: fc.Arbitrary<CallNode> = fc
	.tuple(fc.constantFrom(...FUNCTIONS), aField)
	.map(([name, operand]) => ({
		kind: "call",
		name: name as FunctionName,
		operand,
		span,
	}));

const aSource = fc.oneof(aField, aCall);

const anItem: fc.Arbitrary<SetItem> = fc.oneof(
	aValue.map((value) => ({ value })),
	fc.tuple(aValue, aValue).map(([value, to]) => ({ value, to })),
);

const comparisons: Comparison[] = [
	"==",
	"!=",
	">",
	">=",
	"<",
	"<=",
	"contains",
	"matches",
	"is",
];

/** Any tree that a filter can be read to. */
export const anExpression: fc.Arbitrary<Expression> = fc.letrec<{
	expression: Expression;
}>((tie) => ({
	expression: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		aField.map((field): Expression => ({ kind: "exists", field, span })),
		fc
			.tuple(
				fc.constantFrom(...comparisons),
				fc.boolean(),
				fc.oneof(aSource, aValue),
				fc.oneof(aSource, aValue),
			)
			.map(
				([comparison, every, left, right]): Expression => ({
					kind: "compare",
					comparison,
					every,
					left,
					right,
					span,
				}),
			),
		fc
			.tuple(
				fc.boolean(),
				aSource,
				fc.array(anItem, { minLength: 1, maxLength: 4 }),
			)
			.map(
				([every, left, items]): Expression => ({
					kind: "in",
					every,
					left,
					items,
					span,
				}),
			),
		tie("expression").map(
			(operand): Expression => ({ kind: "not", operand, span }),
		),
		fc
			.tuple(
				fc.constantFrom("and" as const, "or" as const),
				fc.array(tie("expression"), { minLength: 2, maxLength: 4 }),
			)
			.map(([kind, operands]): Expression => ({ kind, operands, span })),
	),
})).expression;

/** The tree without the places in the text. */
export function withoutSpans(tree: Expression): unknown {
	return JSON.parse(
		JSON.stringify(tree, (key, value) => (key === "span" ? undefined : value)),
	);
}
