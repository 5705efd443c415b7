/** Texts longer than this are computed anew, so that what is remembered stays small. */
const LENGTH_LIMIT = 256;
const COUNT_LIMIT = 4096;

/**
 * The function with its latest results remembered: the same addresses and URLs come again and again. All are forgotten
 * when there are too many.
 */
export function memoize<T extends {}>(
	compute: (text: string) => T,
	limit = COUNT_LIMIT,
): (text: string) => T {
	const results = new Map<string, T>();
	return (text) => {
		const known = results.get(text);
		if (known !== undefined) return known;
		const result = compute(text);
		if (text.length > LENGTH_LIMIT) return result;
		if (results.size >= limit) results.clear();
		results.set(text, result);
		return result;
	};
}
