const DURATION = /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(us|ms|s|min|m|h|d)?$/;
const SECONDS: Readonly<Record<string, number>> = {
	us: 1e-6,
	ms: 1e-3,
	s: 1,
	m: 60,
	min: 60,
	h: 3600,
	d: 86_400,
};
const TIME =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A number, decimal or hexadecimal. */
export function parseNumber(text: string): number | undefined {
	if (/^0x[0-9a-f]{1,13}$/i.test(text)) return Number(text);
	return /^[+-]?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text)
		? Number(text)
		: undefined;
}

/** Seconds of `5s`, `300ms`, `2m`, `1h`, `1d`, or of a number of seconds. */
export function parseDuration(text: string): number | undefined {
	const [, number, unit = "s"] = DURATION.exec(text) ?? [];
	if (number === undefined) return undefined;
	// Whole microseconds, as records have them: 0.3 and not 0.30000000000000004.
	return Math.round(Number(number) * (SECONDS[unit] as number) * 1e6) / 1e6;
}

/** Seconds since 1970 of a time of ISO 8601 (UTC unless it names a zone), or of a number of seconds. */
export function parseTime(text: string): number | undefined {
	const plain = parseNumber(text);
	if (plain !== undefined) return plain;
	const found = TIME.exec(text);
	if (!found) return undefined;
	const [, year, month, day, hour = "00", minute = "00", second = "00"] = found;
	const [fraction = "0", zone = "Z"] = [found[7], found[8]];
	const start = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	const offset = /^([+-]\d{2}):?(\d{2})$/.exec(zone);
	const suffix = offset ? `${offset[1]}:${offset[2]}` : "Z";
	const milliseconds = Date.parse(start + suffix);
	if (Number.isNaN(milliseconds)) return undefined;
	// Date.parse takes the 30th of February for the 2nd of March.
	const written = new Date(`${start}Z`);
	if (
		Number.isNaN(written.getTime()) ||
		!written.toISOString().startsWith(start)
	)
		return undefined;
	return Math.round((milliseconds / 1000 + Number(fraction)) * 1e6) / 1e6;
}
