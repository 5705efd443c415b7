import { Cursor } from "./octets.js";

/*
 * Where a subscriber is, as `MCC-MNC-area-cell`: `234-15-4660-22136`. What is not told stays empty at the end, or
 * between two hyphens.
 */

/** Identities of a location that the specifications put one after the other. */
type LocationPart =
	| "cgi"
	| "sai"
	| "rai"
	| "tai"
	| "ecgi"
	| "lai"
	| "enb"
	| "ncgi"
	| "tai5gs";

/** Octets of the area and the cell after the network, in this order; a cell's spare high bits are cut off. */
const PARTS: Readonly<
	Record<LocationPart, { area: number; cell: number; cellBits: number }>
> = {
	cgi: { area: 2, cell: 2, cellBits: 16 },
	sai: { area: 2, cell: 2, cellBits: 16 },
	rai: { area: 2, cell: 2, cellBits: 0 },
	tai: { area: 2, cell: 0, cellBits: 0 },
	ecgi: { area: 0, cell: 4, cellBits: 28 },
	lai: { area: 2, cell: 0, cellBits: 0 },
	enb: { area: 0, cell: 3, cellBits: 0 },
	ncgi: { area: 0, cell: 5, cellBits: 36 },
	tai5gs: { area: 3, cell: 0, cellBits: 0 },
};

interface Location {
	network: string;
	area: number | undefined;
	cell: number | undefined;
}

/** MCC and MNC (3GPP TS 24.008 10.5.1.3): digit 3 of the MNC is 1111 when it has two. */
export function networkCode(octets: Uint8Array): string | undefined {
	const [first = 0xff, second = 0xff, third = 0xff] = octets;
	const mcc = [first & 15, first >> 4, second & 15];
	const mnc = [third & 15, third >> 4];
	if (second >> 4 !== 15) mnc.push(second >> 4);
	if ([...mcc, ...mnc].some((digit) => digit > 9)) return undefined;
	return `${mcc.join("")}-${mnc.join("")}`;
}

function readPart(cursor: Cursor, part: LocationPart): Location | undefined {
	const { area, cell, cellBits } = PARTS[part];
	const octets = cursor.take(3);
	const network = octets && networkCode(octets);
	const areaCode = area > 0 ? cursor.uint(area) : undefined;
	const cellCode = cell > 0 ? cursor.uint(cell) : undefined;
	const isShort =
		(area > 0 && areaCode === undefined) ||
		(cellBits > 0 && cellCode === undefined);
	if (network === undefined || isShort) return undefined;
	return {
		network,
		area: areaCode,
		cell:
			cellBits > 0 && cellCode !== undefined
				? cellCode % 2 ** cellBits
				: undefined,
	};
}

/** The parts that are there as one text: network of the first, the last area and cell. */
function describe(
	cursor: Cursor,
	parts: readonly LocationPart[],
): string | undefined {
	let found: Location | undefined;
	for (const part of parts) {
		const next = readPart(cursor, part);
		if (!next) break;
		found = {
			network: next.network,
			area: next.area ?? found?.area,
			cell: next.cell ?? found?.cell,
		};
	}
	if (!found) return undefined;
	const { network, area, cell } = found;
	if (cell === undefined)
		return area === undefined ? undefined : `${network}-${area}`;
	return `${network}-${area ?? ""}-${cell}`;
}

const GEOGRAPHIC_TYPES: Readonly<Record<number, readonly LocationPart[]>> = {
	0: ["cgi"],
	1: ["sai"],
	2: ["rai"],
	128: ["tai"],
	129: ["ecgi"],
	130: ["tai", "ecgi"],
	132: ["tai"],
	134: ["tai"],
	135: ["ncgi"],
	136: ["tai5gs"],
	137: ["tai5gs", "ncgi"],
	139: ["tai5gs"],
};

/** User Location Information of GTPv1 (3GPP TS 29.060 7.7.51) and RADIUS (TS 29.061 16.4.7.2): one geographic type. */
export function typedLocation(octets: Uint8Array): string | undefined {
	const cursor = new Cursor(octets);
	const parts = GEOGRAPHIC_TYPES[cursor.uint(1) ?? -1];
	return parts && describe(cursor, parts);
}

const FLAGGED_PARTS: readonly LocationPart[] = [
	"cgi",
	"sai",
	"rai",
	"tai",
	"ecgi",
	"lai",
];

/** User Location Information of GTPv2 (3GPP TS 29.274 8.21): a flag for each identity that follows. */
export function flaggedLocation(octets: Uint8Array): string | undefined {
	const cursor = new Cursor(octets);
	const flags = cursor.uint(1) ?? 0;
	return describe(
		cursor,
		FLAGGED_PARTS.filter((_, bit) => (flags >> bit) & 1),
	);
}
