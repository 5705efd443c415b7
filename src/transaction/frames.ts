/** Adds frame numbers to a list that `sortFrames` puts in order. */
export function addFrames(list: number[], frames: readonly number[]): void {
	for (let i = 0; i < frames.length; i++) list.push(frames[i]!);
}

/** Puts a list of frame numbers in order, each once. Most lists are in order already: exchanges come one after another. */
export function sortFrames(list: number[]): number[] {
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
