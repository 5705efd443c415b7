/** Bounds of what `mmstrace parts` writes, by the names of `--limit`. */
export interface PartLimits {
	/** Octets of one part; larger ones are cut. */
	"part-octets": number;
	/** Octets of all parts. */
	"parts-octets": number;
	/** Parts that are written. */
	"parts-files": number;
}

export const PART_LIMITS: PartLimits = {
	"part-octets": 100 * 2 ** 20,
	"parts-octets": 10 * 2 ** 30,
	"parts-files": 100_000,
};

/** The bounds as they are after `--limit`. */
export function partLimits(
	given: Readonly<Record<string, number>>,
): PartLimits {
	const limits = { ...PART_LIMITS };
	for (const name of Object.keys(limits) as (keyof PartLimits)[])
		limits[name] = given[name] ?? limits[name];
	return limits;
}
