/** From values to places. */
export interface Scale {
	place: (value: number) => number;
	ticks: number[];
}

/** So many names on an axis can be read. */
const NAMES = 10;

/** Places for the numbers 0, 1, 2 ... of a list; ticks at some of them when there are many. */
export function listScale(length: number, from: number, to: number): Scale {
	const step = (to - from) / Math.max(length - 1, 1);
	const each = Math.ceil(length / NAMES);
	const ticks = Array.from({ length }, (_, i) => i);
	return {
		place: (value) => from + value * step,
		ticks: ticks.filter((tick) => tick % each === 0),
	};
}

/**
 * Ends at round numbers around the values; ticks at 1, 2 and 5 where there are few decades.
 *
 * @param from where the least value stands, and `to` where the greatest does
 */
export function logScale(
	values: readonly number[],
	from: number,
	to: number,
): Scale {
	const positive = values.filter((value) => value > 0);
	const least = Math.min(...positive);
	const most = Math.max(...positive);
	const steps = most / least > 300 ? [1] : [1, 2, 5];
	const low = roundDown(least, steps);
	const high = Math.max(roundUp(most, steps), low * 10);
	const span = Math.log(high / low);
	const place = (value: number): number =>
		from + ((to - from) * Math.log(Math.max(value, low) / low)) / span;
	return { place, ticks: stepsBetween(low, high, steps) };
}

/** 1, 2, 5, 10, 20 ... in a range. */
function stepsBetween(low: number, high: number, steps: number[]): number[] {
	const ticks: number[] = [];
	const first = Math.floor(Math.log10(low)) - 1;
	const last = Math.ceil(Math.log10(high));
	for (let power = first; power <= last; power++) {
		for (const step of steps) {
			const tick = Number(`${step}e${power}`);
			if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
		}
	}
	return ticks;
}

function roundDown(value: number, steps: number[]): number {
	return stepsBetween(value / 20, value, steps).at(-1) ?? value;
}

function roundUp(value: number, steps: number[]): number {
	return stepsBetween(value, value * 20, steps)[0] ?? value;
}

/** 0.05, 200, 10k, 1M. */
export function tickText(value: number): string {
	if (value >= 1e6) return `${value / 1e6}M`;
	if (value >= 1e4) return `${value / 1e3}k`;
	return String(value);
}
