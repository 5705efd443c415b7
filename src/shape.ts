/** Kept, because V8 forgets a shape that no object has. */
const SETTLED: object[] = [];

/**
 * Shows V8 what the fields of a kind of objects can hold, with an object of that kind which nobody uses: it gives up
 * optimised code whenever a field gets another kind of value than before (a number after undefined), or a second value
 * at all. Done when a module is loaded, before anything is optimised.
 *
 * @param one has all fields, as its kind always has; those that are undefined get numbers and texts
 * @param samples values of other fields that are not of the kind which `one` has there, or are changed later
 */
export function settle<T extends object>(
	one: T,
	samples: Partial<T> = {},
): void {
	SETTLED.push(one);
	const fields = one as Record<string, unknown>;
	for (const key of Object.keys(fields)) {
		if (fields[key] !== undefined) continue;
		fields[key] = 1;
		fields[key] = "";
	}
	Object.assign(one, samples);
}

/**
 * An empty list of a kind that V8 keeps as lists of objects: one that never held anything is one of small integers to it,
 * and code that was optimised for the one is given up at the first of the other.
 */
export function emptyList<T>(): readonly T[] {
	const list: (T | undefined)[] = [undefined];
	list.pop();
	return list as T[];
}
