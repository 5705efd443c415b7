import {
	defaultEvery,
	type Expression,
	type Operand,
	type SetItem,
	type ValueNode,
} from "./tree.js";

/** The text of a filter; reading it gives an equal tree. */
export function printFilter(expression: Expression): string {
	switch (expression.kind) {
		case "and":
		case "or": {
			const sign = expression.kind === "and" ? " && " : " || ";
			return expression.operands
				.map((operand) => enclose(operand, expression.kind))
				.join(sign);
		}
		case "not":
			return `!${enclose(expression.operand, "not")}`;
		case "exists":
			return expression.field.name;
		case "in": {
			const items = expression.items.map(printItem).join(", ");
			const quantifier = expression.every ? "all " : "";
			return `${quantifier}${printOperand(expression.left)} in {${items}}`;
		}
		case "compare": {
			const { comparison, every, left, right } = expression;
			const quantifier = every ? "all " : "any ";
			return `${every === defaultEvery(comparison) ? "" : quantifier}${printOperand(left)} ${comparison} ${printOperand(right)}`;
		}
	}
}

// Parentheses where reading would group otherwise, and where a reader might.
function enclose(inner: Expression, outer: "and" | "or" | "not"): string {
	const text = printFilter(inner);
	const { kind } = inner;
	const bare =
		kind === "exists" ||
		kind === "not" ||
		(outer !== "not" && (kind === "compare" || kind === "in"));
	return bare ? text : `(${text})`;
}

function printOperand(operand: Operand): string {
	if (operand.kind === "field") return operand.name;
	if (operand.kind === "call")
		return `${operand.name}(${operand.operand.name})`;
	return printValue(operand);
}

function printItem({ value, to }: SetItem): string {
	return to ? `${printValue(value)} .. ${printValue(to)}` : printValue(value);
}

function printValue({ text, quoted }: ValueNode): string {
	return quoted ? quote(text) : text;
}

/** A text in quotes, as a filter has it. */
export function quote(text: string): string {
	const escaped = text.replace(/["\\\n\r\t]/g, (character) => {
		const names: Readonly<Record<string, string>> = {
			"\n": "\\n",
			"\r": "\\r",
			"\t": "\\t",
		};
		return names[character] ?? `\\${character}`;
	});
	return `"${escaped}"`;
}
