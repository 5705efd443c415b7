export const MICROSECONDS = 1e6;
export const WHOLE_MAX = Number.MAX_SAFE_INTEGER;

/** What is known of a record without it, and not written into it. */
export interface Ends {
	readonly firstTime: number;
	readonly address: string;
	readonly server: string;
}

export const NO_ENDS: Ends = { firstTime: 0, address: "", server: "" };

/** What times are counted from; a difference to it is exact. */
export function baseOf(firstTime: number): number {
	const base = Math.round(firstTime * MICROSECONDS);
	return base >= 0 && base <= WHOLE_MAX ? base : 0;
}
