// What spec/check/decode.py reads, as records of ours: the comparison of vectors and corpus files.
import type { FieldValue, PduFields } from "../../../src/record.js";
import { hasShared, readJson, sharedPath } from "../../corpus.js";

/** A PDU as decode.py prints it. */
export interface Decoded {
	headers: [string, unknown][];
	type?: string;
	notes: string[];
	bodyOffset?: number;
	bodyLength?: number;
	parts?: DecodedPart[];
	missing?: string[];
}

export interface DecodedPart {
	type: string;
	params: [string, unknown][];
	headers: [string, unknown][];
	offset: number;
	length: number;
	truncated: boolean;
	parts?: DecodedPart[];
}

interface Entry {
	name: string;
	code: number;
	type: string;
	values: string | null;
	tsharkFields: string[] | null;
}

const entries = hasShared
	? readJson<{ entries: Entry[] }>(sharedPath("spec/mmse-headers.json")).entries
	: [];
const headers = new Map(entries.map((entry) => [entry.name, entry]));

function codeOf(table: string, name: unknown): unknown {
	const { entries } = readJson<{ entries: Entry[] }>(
		sharedPath(`spec/${table}.json`),
	);
	const found = entries.find((entry) => entry.name === name);
	if (found !== undefined) return found.code;
	return typeof name === "string" && /^0x/.test(name) ? Number(name) : name;
}

const LISTS = new Set([
	"To",
	"Cc",
	"Bcc",
	"X-Mms-MM-Flags",
	"X-Mms-Attributes",
	"X-Mms-Element-Descriptor",
]);
const SEVERAL_LOCATIONS = new Set([
	"m-mbox-view-req",
	"m-mbox-view-conf",
	"m-mbox-delete-req",
	"m-mbox-delete-conf",
	"m-delete-req",
	"m-delete-conf",
]);
const SEVERAL_STATUSES = new Set(["m-mbox-delete-conf", "m-delete-conf"]);

function isList(name: string, type: string): boolean {
	if (LISTS.has(name)) return true;
	if (name === "X-Mms-Content-Location") return SEVERAL_LOCATIONS.has(type);
	if (name === "X-Mms-MM-State") return /^m-mbox-view/.test(type);
	return /^X-Mms-Response-/.test(name) && SEVERAL_STATUSES.has(type);
}

function keyOf(entry: Entry): string {
	const short = entry.name
		.toLowerCase()
		.replace("x-mms-", "")
		.replaceAll("-", "_");
	const known = entry.tsharkFields !== null && entry.type !== "ContentType";
	return `${known ? "mmse" : "mmstrace"}.${short}`;
}

/** Key and value of one header; undefined where a record has nothing (empty text). */
function convert(entry: Entry, value: unknown): [string, unknown][] {
	const key = keyOf(entry);
	if (value === "" || value === null || value === undefined) return [];
	switch (entry.type) {
		case "AbsRelTime": {
			const [form, time] = value as [string, number];
			return [[`${key}.${form}`, time]];
		}
		case "ContentType": {
			const [type] = value as [string];
			return [[key, type.toLowerCase()]];
		}
		case "Version":
			return [[key, value]];
		case "From":
			return [[key, value === "<insert-address>" ? "<insert address>" : value]];
		case "MessageClass": {
			const code = codeOf("mmse-message-class", value);
			return [[typeof code === "number" ? `${key}.id` : `${key}.str`, code]];
		}
		case "PreviouslySentBy":
		case "PreviouslySentDate": {
			const [count, what] = value as [number, unknown];
			const second = entry.type === "PreviouslySentBy" ? "address" : "date";
			return [
				[`${key}.forward_count[]`, count],
				[`${key}.${second}[]`, what],
				[`${key}[]`, what],
			];
		}
		case "MmFlags": {
			const [token, word] = value as [string, string];
			return [
				[key, { index: codeOf("mmse-mm-flags-tokens", token), value: word }],
			];
		}
		case "MboxCount": {
			const [token, count] = value as [string, number];
			return [[`${key}.${token.toLowerCase()}`, count]];
		}
		case "FieldCode":
			return [[key, (headers.get(String(value))?.code ?? 0) | 0x80]];
		default:
			break;
	}
	if (entry.values === null) return [[key, value]];
	return [[key, codeOf(entry.values, value)]];
}

/** The `mmse.*` and `mmstrace.*` fields that a record of ours should have. */
export function expectedFields(decoded: Decoded): PduFields {
	const fields: Record<string, unknown> = {};
	const type = decoded.type ?? "";
	for (const [name, raw] of decoded.headers) {
		const entry = headers.get(name);
		if (entry === undefined) continue;
		const indexed =
			SEVERAL_STATUSES.has(type) && isList(name, type) && Array.isArray(raw);
		const pairs = indexed
			? convert(entry, (raw as unknown[])[1]).map(([key, value]) => [
					key,
					{ index: (raw as unknown[])[0], value },
				])
			: convert(entry, raw);
		for (const [key, value] of pairs as [string, unknown][]) {
			const listed = key.endsWith("[]") || isList(name, type);
			const bare = key.replace("[]", "");
			if (listed)
				fields[bare] = [...((fields[bare] as unknown[]) ?? []), value];
			else fields[bare] ??= value;
		}
	}
	return fields as Record<string, FieldValue> as PduFields;
}

/** Part name by SPEC 4 from what decode.py reads. */
function partName(part: DecodedPart): string | undefined {
	const find = (list: [string, unknown][], name: string) =>
		list.find(
			([key, value]) => key.toLowerCase() === name && value !== "",
		)?.[1];
	const disposition = find(part.headers, "content-disposition");
	const parameters = Array.isArray(disposition)
		? (disposition[1] as [string, unknown][])
		: [];
	const name =
		find(part.params, "name") ??
		find(part.params, "filename") ??
		find(parameters, "filename") ??
		find(part.headers, "content-location") ??
		find(part.headers, "content-id");
	return name === undefined ? undefined : String(name);
}

export interface ExpectedPart {
	contentType: string;
	name?: string;
	/** Octets that are there. */
	length: number;
	depth: number;
}

/** Parts depth first. */
export function expectedParts(decoded: Decoded): ExpectedPart[] {
	const list: ExpectedPart[] = [];
	const walk = (parts: DecodedPart[], depth: number) => {
		for (const part of parts) {
			const name = partName(part);
			list.push({
				contentType: part.type.toLowerCase(),
				...(name === undefined ? {} : { name }),
				length: part.length,
				depth,
			});
			walk(part.parts ?? [], depth + 1);
		}
	};
	walk(decoded.parts ?? [], 0);
	return list;
}
