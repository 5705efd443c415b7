import { UsageError } from "../error.js";
import { type Field, fieldsOf, nearest } from "../filter/fields/names.js";

import { type Values, valuesAt } from "../filter/values.js";

/** What legs are compared by: one field, or a combination. */
export interface Dimension {
	/** As it was asked for: `server`, `access.apn+access.rat`. */
	name: string;
	/** The values of a leg; a leg that lacks one of the fields has none. */
	valuesOf(leg: object, message: object, side: Side): string[];
}

export type Side = "send" | "recipients";

/** Values of a combination that are counted of one leg. */
const COMBINATIONS = 100;

/**
 * Reads `server,userAgent,access.apn+access.rat`: fields of legs and messages as in filters, compared each on its own,
 * or those joined with `+` together.
 *
 * @throws {UsageError} for a name that is no field, or whose values are not to be compared
 */
export function parseDimensions(text: string): Dimension[] {
	return text.split(",").map((part) => {
		const name = part.trim();
		const fields = name.split("+").map((field) => readerOf(field.trim()));
		return {
			name,
			valuesOf: (leg, message, side) =>
				combine(fields.map((field) => field(leg, message, side))),
		};
	});
}

type Reader = (leg: object, message: object, side: Side) => string[];

function readerOf(name: string): Reader {
	const fields = fieldsOf("message");
	const field = fields.get(name);
	if (!field) {
		const near = nearest(name, fields.keys());
		const hint = near === undefined ? "" : `; did you mean ${near}?`;
		throw new UsageError(`--by: unknown field ${name || "(empty)"}${hint}`, {
			field: name,
		});
	}
	checkType(field);
	const ofSide = (side: Side) =>
		valuesAt(
			field.paths
				.filter(([first]) => first === side)
				.map((path) => path.slice(1)),
		);
	const send = ofSide("send");
	const recipients = ofSide("recipients");
	const isOfLegs = field.paths.some(
		([first, ...rest]) =>
			rest.length > 0 && (first === "send" || first === "recipients"),
	);
	const whole = valuesAt(field.paths);
	return (leg, message, side) => {
		if (!isOfLegs) return distinct(whole, message);
		return distinct(side === "send" ? send : recipients, leg);
	};
}

function checkType({ name, type }: Field): void {
	if (type !== "time" && type !== "duration" && type !== "group") return;
	const what = type === "group" ? "a group of fields" : `a ${type}`;
	throw new UsageError(
		`--by: ${name} is ${what}; fields with few values can be compared`,
		{ field: name },
	);
}

function distinct(values: Values, record: object): string[] {
	const texts = values(record).map(String);
	return texts.length > 1 ? [...new Set(texts)] : texts;
}

function combine(values: readonly string[][]): string[] {
	const [first = [], ...others] = values;
	let combined = first;
	for (const more of others) {
		combined = combined.flatMap((one) => more.map((two) => `${one} + ${two}`));
		if (combined.length > COMBINATIONS) combined.length = COMBINATIONS;
	}
	return combined;
}
