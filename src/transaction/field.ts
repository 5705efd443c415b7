import type { FieldValue, Half, IndexedValue } from "../record.js";

export type FieldName = `mmse.${string}` | `mmstrace.${string}`;

const NONE: readonly string[] = [];
const SPACE = 0x20;
const LESS = 0x3c;
const GREATER = 0x3e;
const DELETE = 0x7f;

/** A value of one that may be several, without its index (SPEC 8.2). */
function plain(value: string | number | IndexedValue): string | number {
	return typeof value === "object" ? value.value : value;
}

/*
 * These take a value, not its name: V8 finds a value whose name stands there much sooner than one by a name that is
 * handed on.
 */

/** First number of a field that should be single (SPEC 8.1: use the first). */
export function numberIn(value: FieldValue | undefined): number | undefined {
	if (typeof value === "number") return value;
	if (typeof value !== "object") return undefined;
	if (!Array.isArray(value))
		return typeof value.value === "number" ? value.value : undefined;
	for (const one of value) {
		const told = plain(one);
		if (typeof told === "number") return told;
	}
	return undefined;
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
	if (typeof value !== "object") return numberIn(value);
	for (const one of Array.isArray(value) ? value : [value]) {
		const { index, value: told } =
			typeof one === "object" ? one : { index: 0, value: one };
		if (typeof told !== "number") continue;
		if (index === position || index === 0) return told;
	}
	return undefined;
}

/** First text of a field; an empty text counts as absent. */
export function textIn(value: FieldValue | undefined): string | undefined {
	if (typeof value === "string") return value === "" ? undefined : value;
	if (typeof value !== "object") return undefined;
	if (!Array.isArray(value)) {
		const told = plain(value);
		return isText(told) ? told : undefined;
	}
	for (const one of value) {
		const told = plain(one);
		if (isText(told)) return told;
	}
	return undefined;
}

/** All texts of a field that may repeat, without empty ones. */
export function textsIn(value: FieldValue | undefined): readonly string[] {
	if (value === undefined) return NONE;
	if (!Array.isArray(value)) {
		const told = plain(value);
		return isText(told) ? [told] : NONE;
	}
	return value.every(isText) ? value : value.map(plain).filter(isText);
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}

export function messageTypeOf(half: Half | undefined): number | undefined {
	return numberIn(half?.["mmse.message_type"]);
}

/** Message-ID without angle brackets and white space, as ids are compared (STATES 4.4). */
export function messageIdOf(half: Half | undefined): string | undefined {
	const text = textIn(half?.["mmse.message_id"]);
	return text === undefined ? undefined : plainMessageId(text);
}

/** Printable ASCII without angle brackets, as most are. */
function isPlainId(text: string): boolean {
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code <= SPACE || code >= DELETE) return false;
		if (code === LESS || code === GREATER) return false;
	}
	return true;
}

/** An id without angle brackets and white space. */
export function bareId(text: string): string {
	return isPlainId(text) ? text : text.replace(/[<>\s]/g, "");
}

export function plainMessageId(text: string): string | undefined {
	const id = bareId(text);
	return id === "" ? undefined : id;
}
