/** Kept, because V8 forgets a shape that no object has. */
const SETTLED: object[] = [];

/**
 * Shows V8 what the fields of a kind of objects can hold, with an object of that kind which nobody uses: it gives up
 * optimised code whenever a field gets another kind of value than before (a number after undefined), or a second value
 * at all. Done when a module is loaded, before anything is optimised.
 *
 * @param one has all fields, as its kind always has
 * @param samples values of every kind that they get later
 */
export function settle<T extends object>(
	one: T,
	...samples: Partial<T>[]
): void {
	SETTLED.push(one);
	for (const sample of samples) Object.assign(one, sample);
}
