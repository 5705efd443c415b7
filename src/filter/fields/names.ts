import { IDENTITY } from "./common.js";
import { EXCHANGE, HALF } from "./exchange.js";
import { LEG, MESSAGE, RECIPIENT } from "./message.js";
import { HTTP_MESSAGE, PDU } from "./pdu.js";
import {
	type Entry,
	type FieldType,
	flatten,
	type Place,
	type Shape,
	type Words,
} from "./shape.js";

/** Records that filters are made for. */
export type RecordKind = "message" | "pdu" | "http" | "exchange" | "identity";

/** A name that filters can use: where its values are in a record of one kind. */
export interface Field {
	name: string;
	type: FieldType;
	about: string;
	words?: Words;
	paths: readonly (readonly string[])[];
	/** A short name, not the path itself. */
	isShort: boolean;
}

/** The records by the values of `type` that they have. */
export const SHAPES: Readonly<Record<RecordKind, Shape>> = {
	message: MESSAGE,
	pdu: PDU,
	http: HTTP_MESSAGE,
	exchange: EXCHANGE,
	identity: IDENTITY,
};

/** Everybody who has to do with a message: addresses and numbers of sender and recipients. */
const PARTY = "party";
const PARTY_ABOUT =
	"sender or recipient: any of their addresses, numbers and IMSIs";

const PDU_PARTIES = ["mmse.from", "mmse.to", "mmse.cc", "mmse.bcc"];

/** Collects names; the same name from several places has the values of all of them. */
class Names {
	readonly fields = new Map<string, Field>();

	add(
		name: string,
		{ type, about, words }: Omit<Entry, "fields">,
		path: readonly string[],
		isShort = true,
	): void {
		const { paths = [] } = this.fields.get(name) ?? {};
		const known = this.fields.get(name);
		this.fields.set(name, {
			name,
			type,
			about: known?.about ?? about,
			...(words && { words }),
			paths: [...paths, path],
			isShort: known?.isShort ?? isShort,
		});
	}

	addExact(places: readonly Place[]): void {
		for (const place of places) this.add(place.name, place, place.path, false);
	}
}

/** The message's own fields, those of its legs, and the short names of both. */
function messageNames(): Names {
	const names = new Names();
	names.addExact(flatten(MESSAGE));
	for (const place of flatten(MESSAGE))
		if (!/^(send|recipients)\./.test(place.name))
			names.add(`message.${place.name}`, place, place.path);
	addLeg(names, "send", LEG);
	addLeg(names, "recipients", RECIPIENT);
	for (const key of ["from", "to", "cc", "bcc"]) addParty(names, [key]);
	addParty(names, ["recipients", "address"]);
	for (const leg of ["send", "recipients"])
		for (const key of ["number", "imsi"]) addParty(names, [leg, key]);
	return names;
}

function addLeg(names: Names, key: string, shape: Shape): void {
	for (const place of flatten(shape)) {
		const path = [key, ...place.path];
		names.add(`leg.${place.name}`, place, path);
		// The words of the two verdicts differ: that of the message is meant.
		if (!(place.name === "verdict")) names.add(place.name, place, path);
		const short = /^(?:phases|detail|reports(?=\.mmse))\.(.+)$/.exec(
			place.name,
		)?.[1];
		if (short !== undefined) names.add(short, place, path);
	}
}

function addParty(names: Names, path: readonly string[]): void {
	names.add(PARTY, { type: "text", about: PARTY_ABOUT }, path);
}

/** Fields of a request or its response have short names too. */
function exchangeNames(): Names {
	const names = new Names();
	names.addExact(flatten(EXCHANGE));
	for (const half of ["request", "response"]) {
		for (const place of flatten(HALF)) {
			const own = names.fields.get(place.name);
			const path = [half, ...place.path];
			if (own === undefined || own.type === place.type)
				names.add(place.name, place, path);
		}
		for (const key of ["number", "imsi", ...PDU_PARTIES])
			addParty(names, [half, key]);
	}
	return names;
}

/** Both directions under one name, as Wireshark has them. */
function packetNames(shape: Shape): Names {
	const names = new Names();
	names.addExact(flatten(shape));
	const either: readonly (readonly [string, string, string])[] = [
		["ip.addr", "ip.src", "ip.dst"],
		["ipv6.addr", "ipv6.src", "ipv6.dst"],
		["tcp.port", "tcp.srcport", "tcp.dstport"],
	];
	for (const [name, ...keys] of either)
		for (const key of keys) {
			const entry = shape[key];
			if (entry)
				names.add(
					name,
					{ type: entry.type, about: `${keys[0]} or ${keys[1]}` },
					[key],
				);
		}
	for (const key of PDU_PARTIES) if (shape[key]) addParty(names, [key]);
	return names;
}

function identityNames(): Names {
	const names = new Names();
	names.addExact(flatten(IDENTITY));
	for (const key of ["number", "imsi"]) addParty(names, [key]);
	return names;
}

const MAKERS: Readonly<Record<RecordKind, () => Names>> = {
	message: messageNames,
	pdu: () => packetNames(PDU),
	http: () => packetNames(HTTP_MESSAGE),
	exchange: exchangeNames,
	identity: identityNames,
};

const made = new Map<RecordKind, ReadonlyMap<string, Field>>();

/** All names that filters on records of this kind can use. */
export function fieldsOf(kind: RecordKind): ReadonlyMap<string, Field> {
	let fields = made.get(kind);
	if (!fields) {
		({ fields } = MAKERS[kind]());
		made.set(kind, fields);
	}
	return fields;
}

/** The name that is nearest to one that does not exist: a slip of the keyboard, or other case. */
export function nearest(
	name: string,
	names: Iterable<string>,
): string | undefined {
	let best: string | undefined;
	let least = Math.max(1, Math.floor(name.length / 3)) + 1;
	for (const candidate of names) {
		const distance = editDistance(name, candidate, least);
		if (distance >= least) continue;
		least = distance;
		best = candidate;
	}
	return best;
}

/** Damerau's distance (insert, delete, change, swap neighbours) without regard to case, `_` or `-`; at most `bound`. */
function editDistance(one: string, other: string, bound: number): number {
	const a = one.toLowerCase().replace(/[_-]/g, "");
	const b = other.toLowerCase().replace(/[_-]/g, "");
	if (Math.abs(a.length - b.length) >= bound) return bound;
	let before: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = a[i - 1] === b[j - 1] ? 0 : 1;
			let least = Math.min(
				row[j - 1]! + 1,
				last[j]! + 1,
				last[j - 1]! + change,
			);
			if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				least = Math.min(least, before[j - 2]! + 1);
			row.push(least);
		}
		before = last;
		last = row;
	}
	return Math.min(last[b.length]!, bound);
}
