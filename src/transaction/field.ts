import type { FieldValue, Half } from "../record.js";

export type FieldName = `mmse.${string}` | `mmstrace.${string}`;

/** All values of a field, in order; those of the indexed form without their index (SPEC 8.2). */
function values(half: Half | undefined, field: FieldName): (string | number)[] {
	const value: FieldValue | undefined = half?.[field];
	if (value === undefined) return [];
	const list = Array.isArray(value) ? value : [value];
	return list.map((one) => (typeof one === "object" ? one.value : one));
}

/** First value of a field that should be single (SPEC 8.1: use the first). */
export function numberOf(
	half: Half | undefined,
	field: FieldName,
): number | undefined {
	for (const value of values(half, field))
		if (typeof value === "number") return value;
	return undefined;
}

/** First text of a field; an empty text counts as absent. */
export function textOf(
	half: Half | undefined,
	field: FieldName,
): string | undefined {
	for (const value of values(half, field))
		if (typeof value === "string" && value !== "") return value;
	return undefined;
}

/** All texts of a field that may repeat, without empty ones. */
export function textsOf(half: Half | undefined, field: FieldName): string[] {
	return values(half, field).filter(
		(value): value is string => typeof value === "string" && value !== "",
	);
}

export function messageTypeOf(half: Half | undefined): number | undefined {
	return numberOf(half, "mmse.message_type");
}

/** Message-ID without angle brackets and white space, as ids are compared (STATES 4.4). */
export function messageIdOf(half: Half | undefined): string | undefined {
	return plainMessageId(textOf(half, "mmse.message_id"));
}

export function plainMessageId(text: string | undefined): string | undefined {
	const id = text?.replace(/[<>\s]/g, "");
	return id === "" ? undefined : id;
}
