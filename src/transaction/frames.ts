const NONE: number[] = [];

/** The frame numbers of all lists in order, each once. */
export function joinFrames(lists: readonly (readonly number[])[]): number[] {
	return sortFrames(NONE.concat(...lists));
}

/** Puts a list of frame numbers in order, each once. Most lists are in order already: exchanges come one after another. */
function sortFrames(list: number[]): number[] {
	if (isAscending(list)) return list;
	list.sort((a, b) => a - b);
	let length = 0;
	for (const frame of list)
		if (length === 0 || frame !== list[length - 1]) list[length++] = frame;
	list.length = length;
	return list;
}

function isAscending(list: readonly number[]): boolean {
	for (let i = 1; i < list.length; i++)
		if (list[i]! <= list[i - 1]!) return false;
	return true;
}
