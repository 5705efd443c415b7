/** Longer lists have one of their own. */
const SCRATCH_LIMIT = 65_536;

/** What is being joined. It is copied when it is whole: lists that grow are copied again and again. */
const scratch: number[] = [];
let count = 0;
let last = -1;
let isRising = true;

/** Adds a frame number to the list that `takeFrames` will give. */
export function addFrame(frame: number): void {
	if (count === scratch.length) scratch.push(frame);
	else scratch[count] = frame;
	count++;
	if (frame <= last) isRising = false;
	last = frame;
}

export function addFrames(frames: readonly number[]): void {
	let end = count;
	let before = last;
	for (let i = 0; i < frames.length; i++) {
		const frame = frames[i]!;
		if (end === scratch.length) scratch.push(frame);
		else scratch[end] = frame;
		end++;
		if (frame <= before) isRising = false;
		before = frame;
	}
	count = end;
	last = before;
}

/** The last frame number that was added. */
export function lastFrame(): number {
	return last;
}

/** All that were added since the last call in order, each once. Mostly they came so: one exchange after another. */
export function takeFrames(): number[] {
	const list = scratch.slice(0, count);
	const isSorted = isRising;
	if (scratch.length > SCRATCH_LIMIT) scratch.length = 0;
	count = 0;
	last = -1;
	isRising = true;
	return isSorted ? list : sortFrames(list);
}

function sortFrames(list: number[]): number[] {
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
