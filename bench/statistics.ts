/** Middle and ends of what was measured several times. */
export interface Spread {
	median: number;
	least: number;
	most: number;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const high = sorted[middle] ?? 0;
	return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
	return {
		median: median(values),
		least: Math.min(...values),
		most: Math.max(...values),
	};
}

export function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}

/** 6 of `6`, 5e8 of `500MB`; powers of ten. */
export function octetsOf(text: string): number {
	const [, digits, unit = ""] = /^([\d.]+)\s*([A-Z]*)$/i.exec(text) ?? [];
	const factor = UNITS[unit.toUpperCase()];
	if (digits === undefined || factor === undefined)
		throw new RangeError(`not a size: ${text}`);
	return Number(digits) * factor;
}

const UNITS: Record<string, number> = { "": 1, KB: 1e3, MB: 1e6, GB: 1e9 };
