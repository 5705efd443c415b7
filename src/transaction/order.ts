/** So many moves for each thing are still fewer than sorting takes. */
const MOVES_LIMIT = 16;

/** Sorts what is in order but for a few: what is equal stays as it was. */
export function sortAlmost<T>(list: T[], compare: (a: T, b: T) => number): T[] {
	let moves = 0;
	for (let i = 1; i < list.length; i++) {
		const one = list[i]!;
		let at = i;
		while (at > 0 && compare(one, list[at - 1]!) < 0) {
			list[at] = list[at - 1]!;
			at--;
		}
		list[at] = one;
		moves += i - at;
		if (moves > MOVES_LIMIT * list.length) return list.sort(compare);
	}
	return list;
}

/** The list itself where it is in order, as most are; else a copy that is. */
export function inOrder<T>(
	list: readonly T[],
	compare: (a: T, b: T) => number,
): readonly T[] {
	for (let i = 1; i < list.length; i++)
		if (compare(list[i - 1]!, list[i]!) > 0)
			return sortAlmost([...list], compare);
	return list;
}
