/** What is measured at one place of a curve, by the name of the figure. */
export type Point = Record<string, number>;

export interface Curve {
	/** Which one: `length mms75`. */
	name: string;
	points: Point[];
}

/** 10, 100, ... up to `most`, and `most` itself. */
export function decades(least: number, most: number): number[] {
	const out: number[] = [];
	for (let value = least; value < most; value *= 10) out.push(value);
	return [...out, most];
}

/** Three digits, which is more than the figures are worth. */
export function brief(value: number): number {
	return Number(value.toPrecision(3));
}
