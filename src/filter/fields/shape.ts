/** What values of a field are. A `group` has fields of its own and is there or not. */
export type FieldType =
	| "text"
	| "number"
	| "time"
	| "duration"
	| "address"
	| "boolean"
	| "group";

/** Names of the values of a number, or all words that a text can be. */
export type Words = ReadonlyMap<number, string> | readonly string[];

/** One key of a record. */
export interface Entry {
	type: FieldType;
	/** One line for people. */
	about: string;
	words?: Words;
	/** Of a group. */
	fields?: Shape;
}

/** The keys of a record or of an object in it. Arrays are as their items: a field can have several values. */
export type Shape = Readonly<Record<string, Entry>>;

/** Makes the entry of a field. */
export const text = (about: string, words?: Words): Entry =>
	words ? { type: "text", about, words } : { type: "text", about };
export const number = (about: string, words?: Words): Entry =>
	words ? { type: "number", about, words } : { type: "number", about };
export const time = (about: string): Entry => ({ type: "time", about });
export const duration = (about: string): Entry => ({ type: "duration", about });
export const address = (about: string): Entry => ({ type: "address", about });
export const flag = (about: string): Entry => ({ type: "boolean", about });
export const group = (about: string, fields: Shape): Entry => ({
	type: "group",
	about,
	fields,
});

/** A field inside a record: its name with dots and the keys that lead to it. */
export interface Place extends Entry {
	name: string;
	path: readonly string[];
}

/** All fields of a shape, those of groups included. */
export function flatten(
	shape: Shape,
	name = "",
	path: readonly string[] = [],
): Place[] {
	return Object.entries(shape).flatMap(([key, entry]) => {
		const place = { ...entry, name: name + key, path: [...path, key] };
		const inner = entry.fields
			? flatten(entry.fields, `${place.name}.`, place.path)
			: [];
		return [place, ...inner];
	});
}
