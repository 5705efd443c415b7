import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import type { MmsPdu } from "../../../src/mms/pdu.js";
import { createCore } from "../../../src/wasm/instance.js";
import {
	corpusFiles,
	hasShared,
	readJson,
	SKIP_SHARED,
	sharedPath,
} from "../../corpus.js";

const core = await createCore();

const NUMBERS = [
	"message_type",
	"delivery_report",
	"message_class.id",
	"message_size",
	"priority",
	"read_report",
	"report_allowed",
	"response_status",
	"sender_visibility",
	"status",
	"retrieve_status",
	"read_status",
	"reply_charging",
	"reply_charging_size",
	"previously_sent_by.forward_count",
	"previously_sent_date.forward_count",
];
const TIMES = [
	"date",
	"delivery_time.abs",
	"expiry.abs",
	"reply_charging_deadline.abs",
	"previously_sent_date.date",
];
const DURATIONS = [
	"delivery_time.rel",
	"expiry.rel",
	"reply_charging_deadline.rel",
];
const TEXTS = [
	"transaction_id",
	"mms_version",
	"bcc",
	"cc",
	"to",
	"from",
	"subject",
	"content_location",
	"message_class.str",
	"message_id",
	"response_text",
	"retrieve_text",
	"reply_charging_id",
	"previously_sent_by.address",
	"ffheader",
];
const FIELDS = [...NUMBERS, ...TIMES, ...DURATIONS, ...TEXTS].map(
	(name) => `mmse.${name}`,
);
const SEPARATOR = "\x1e";

type Row = Map<string, string[]>;

/** One row of field values for each frame with MMSE; undefined without tshark. */
function runTshark(path: string, keys: string[]): Row[] | undefined {
	const options = ["-n", "-r", path, "-Y", "mmse", "-T", "fields"];
	options.push(
		"-E",
		"separator=/t",
		"-E",
		"occurrence=a",
		"-E",
		`aggregator=${SEPARATOR}`,
	);
	const names = [...keys, "_ws.malformed", ...FIELDS];
	try {
		const output = execFileSync(
			"tshark",
			[...options, ...names.flatMap((name) => ["-e", name])],
			{
				encoding: "utf8",
				maxBuffer: 1 << 28,
				env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" },
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
		return output
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => {
				const columns = line.split("\t");
				return new Map(
					names.map((name, i) => [
						name,
						columns[i] ? columns[i].split(SEPARATOR) : [],
					]),
				);
			});
	} catch {
		return undefined;
	}
}

function theirs(name: string, value: string): string | number {
	if (NUMBERS.includes(name)) return Number(value);
	if (DURATIONS.includes(name)) return Number(value);
	if (TIMES.includes(name))
		return Date.parse(value.replace(/\.0+ /, " ")) / 1000;
	return value;
}

function ours(pdu: MmsPdu, key: string): unknown[] {
	const value = (pdu.fields as Record<string, unknown>)[key];
	const own = value === undefined ? [] : Array.isArray(value) ? value : [value];
	return [...own, ...pdu.inner.flatMap((inner) => ours(inner, key))];
}

/** Control characters and U+FFFD in a text of tshark: it dropped the charset. */
const DAMAGED = /\p{Cc}|\ufffd|<Undecoded/u;

/** Vectors where tshark goes on at the wrong octet, so that what follows is not the PDU's. */
const ASTRAY = new Map([
	["from-no-token", "takes the first digit of the address for the token"],
	["from-empty", "takes the next field for the address"],
	["size-short-integer", "takes the Short-integer for a length and stops"],
	["garbage", "shows the length octet as the message type"],
]);

/** WIRESHARK.md: charsets dropped, short integers shown as 0, indexed forms misread, what follows a false Malformed. */
function isKnownDifference(name: string, row: Row, mine: unknown[]): boolean {
	const values = row.get(`mmse.${name}`)!;
	if (values.some((value) => DAMAGED.test(value))) return true;
	if (row.get("_ws.malformed")!.length > 0 && values.length <= mine.length)
		return true;
	const isShort = name === "message_size" || DURATIONS.includes(name);
	if (isShort && values.every((value) => Number(value) === 0)) return true;
	const type = Number(row.get("mmse.message_type")![0]);
	const indexed = type === 0x92 || type === 0x95 || type === 0x94;
	return indexed && /^(response_|content_location)/.test(name);
}

function differences(pdu: MmsPdu, row: Row): string[] {
	const found: string[] = [];
	for (const key of FIELDS) {
		const name = key.slice("mmse.".length);
		const expected = row.get(key)!.map((value) => theirs(name, value));
		const mine = ours(pdu, key);
		if (JSON.stringify(expected) === JSON.stringify(mine)) continue;
		if (isKnownDifference(name, row, mine)) continue;
		found.push(
			`${key}: tshark ${JSON.stringify(expected)}, ours ${JSON.stringify(mine)}`,
		);
	}
	return found;
}

const rows = hasShared
	? runTshark(sharedPath("spec/check/vectors.pcap"), ["tcp.stream"])
	: undefined;
const reason = SKIP_SHARED || (rows ? "" : " (skipped: no tshark)");

describe.skipIf(!rows)(`fields as tshark shows them${reason}`, () => {
	const { vectors } = hasShared
		? readJson<{ vectors: { name: string; hex: string }[] }>(
				sharedPath("spec/check/vectors.json"),
			)
		: { vectors: [] };
	const cases = (rows ?? [])
		.map((row) => {
			const vector = vectors[Number(row.get("tcp.stream")![0])]!;
			return { name: vector.name, hex: vector.hex, row };
		})
		.filter(({ name }) => !ASTRAY.has(name));

	it("covers the vectors that tshark can see", () => {
		expect(cases.length).toBeGreaterThan(80);
	});

	it.each(cases)("$name", ({ hex, row }) => {
		const pdu = decodeMmsPdu(core, Uint8Array.from(Buffer.from(hex, "hex")));
		expect(differences(pdu, row)).toEqual([]);
	});
});

/** Octets of every MMSE PDU of a capture, by tshark's own cutting. */
function rawPdus(path: string): Uint8Array[][] | undefined {
	try {
		const output = execFileSync(
			"tshark",
			[
				"-n",
				"-r",
				path,
				"-Y",
				"mmse",
				"-T",
				"json",
				"-x",
				"-J",
				"mmse",
				"--no-duplicate-keys",
			],
			{
				encoding: "latin1",
				maxBuffer: 1 << 28,
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
		const frames = JSON.parse(output) as {
			_source: { layers: { mmse_raw?: unknown } };
		}[];
		return frames.map(({ _source }) => {
			const raw = _source.layers.mmse_raw as [string] | [string][] | undefined;
			if (raw === undefined) return []; // inside a multipart of MIME (PAP)
			const list = (Array.isArray(raw[0]) ? raw : [raw]) as [string][];
			return list.map(([hex]) => Uint8Array.from(Buffer.from(hex, "hex")));
		});
	} catch {
		return undefined;
	}
}

const captures = corpusFiles("pcap", "kannel-generated").filter((path) =>
	/pcap(ng)?$/.test(path),
);

describe.skipIf(!rows || captures.length === 0)(
	`captures as tshark shows them${reason}`,
	() => {
		it.each(captures)("%s", (path) => {
			const pdus = rawPdus(path) ?? [];
			const shown = runTshark(path, ["frame.number"]) ?? [];
			expect(pdus.length).toBe(shown.length);
			for (const [index, row] of shown.entries()) {
				const decoded = pdus[index]!.map((octets) =>
					decodeMmsPdu(core, octets),
				);
				if (decoded.length !== 1) continue;
				expect(differences(decoded[0]!, row)).toEqual([]);
			}
		});
	},
);
