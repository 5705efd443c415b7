import type { FieldValue, Half } from "../record.js";

export type FieldName = `mmse.${string}` | `mmstrace.${string}`;

const NONE: readonly string[] = [];

/** All values of a field that is more than one plain value, in order and without their index (SPEC 8.2). */
function values(value: FieldValue): (string | number)[] {
	const list = Array.isArray(value) ? value : [value];
	return list.map((one) => (typeof one === "object" ? one.value : one));
}

/** First value of a field that should be single (SPEC 8.1: use the first). */
export function numberOf(
	half: Half | undefined,
	field: FieldName,
): number | undefined {
	const value = half?.[field];
	if (typeof value === "number") return value;
	if (typeof value !== "object") return undefined;
	return values(value).find((one) => typeof one === "number");
}

/**
 * The number of a field that answers several things of one request: that of the `position`-th (from 1), or the one
 * without a position, which is for all (SPEC 8.2, indexed forms).
 */
export function numberFor(
	half: Half | undefined,
	field: FieldName,
	position: number,
): number | undefined {
	const value = half?.[field];
	if (typeof value !== "object") return numberOf(half, field);
	for (const one of Array.isArray(value) ? value : [value]) {
		const { index, value: told } =
			typeof one === "object" ? one : { index: 0, value: one };
		if (typeof told !== "number") continue;
		if (index === position || index === 0) return told;
	}
	return undefined;
}

/** First text of a field; an empty text counts as absent. */
export function textOf(
	half: Half | undefined,
	field: FieldName,
): string | undefined {
	const value = half?.[field];
	if (typeof value === "string") return value === "" ? undefined : value;
	if (typeof value !== "object") return undefined;
	return values(value).find(isText);
}

/** All texts of a field that may repeat, without empty ones. */
export function textsOf(
	half: Half | undefined,
	field: FieldName,
): readonly string[] {
	const value = half?.[field];
	if (value === undefined) return NONE;
	if (typeof value === "object") return values(value).filter(isText);
	return isText(value) ? [value] : NONE;
}

function isText(value: string | number): value is string {
	return typeof value === "string" && value !== "";
}

export function messageTypeOf(half: Half | undefined): number | undefined {
	const value = half?.["mmse.message_type"];
	return typeof value === "number"
		? value
		: numberOf(half, "mmse.message_type");
}

/** Message-ID without angle brackets and white space, as ids are compared (STATES 4.4). */
export function messageIdOf(half: Half | undefined): string | undefined {
	const text = textOf(half, "mmse.message_id");
	return text === undefined ? undefined : plainMessageId(text);
}

const DROPPED = /[<>\s]/;

export function plainMessageId(text: string): string | undefined {
	const id = DROPPED.test(text) ? text.replace(/[<>\s]/g, "") : text;
	return id === "" ? undefined : id;
}
