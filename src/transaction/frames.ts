/** Adds the frame numbers of a list, which mostly comes after what is there. */
export function addFrames(all: number[], frames: readonly number[]): void {
	for (let i = 0; i < frames.length; i++) all.push(frames[i]!);
}

/** The frame numbers of both lists in order, each once. */
export function joinFrames(
	one: readonly number[],
	other: readonly number[],
): number[] {
	const all: number[] = [];
	addFrames(all, one);
	addFrames(all, other);
	return sortFrames(all);
}

/** Puts a list of frame numbers in order, each once. Most lists are in order already: exchanges come one after another. */
export function sortFrames(list: number[]): number[] {
	if (isAscending(list)) return list;
	list.sort(compareNumbers);
	let length = 1;
	for (let i = 1; i < list.length; i++) {
		const frame = list[i]!;
		if (frame !== list[length - 1]) list[length++] = frame;
	}
	list.length = length;
	return list;
}

function compareNumbers(a: number, b: number): number {
	return a - b;
}

function isAscending(list: readonly number[]): boolean {
	for (let i = 1; i < list.length; i++)
		if (list[i]! <= list[i - 1]!) return false;
	return true;
}
