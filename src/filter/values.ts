/** All values of a field in a record: absent gives none, arrays give one for each item. */
export type Values = (record: object) => readonly unknown[];

/** Reads the values that paths of keys lead to. */
export function valuesAt(paths: readonly (readonly string[])[]): Values {
	return (record) => {
		const found: unknown[] = [];
		for (const path of paths) collect(record, path, 0, found);
		return found;
	};
}

function collect(
	value: unknown,
	path: readonly string[],
	depth: number,
	found: unknown[],
): void {
	if (value === undefined || value === null) return;
	if (Array.isArray(value)) {
		for (const item of value) collect(item, path, depth, found);
		return;
	}
	if (depth === path.length) {
		found.push(isIndexed(value) ? value.value : value);
		return;
	}
	if (typeof value !== "object") return;
	const key = path[depth] as string;
	collect((value as Record<string, unknown>)[key], path, depth + 1, found);
}

/** A value of a PDU that belongs to the index-th location of its request. */
function isIndexed(value: unknown): value is { value: unknown } {
	return (
		typeof value === "object" &&
		value !== null &&
		"index" in value &&
		"value" in value
	);
}
