import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import { decodeFile } from "../../../src/mms/file.js";
import { readPush } from "../../../src/mms/push.js";
import { createCore } from "../../../src/wasm/instance.js";
import {
	corpusFiles,
	hasCorpus,
	hasShared,
	SKIP_CORPUS,
	sharedPath,
} from "../../corpus.js";
import { type Decoded, expectedFields, expectedParts } from "./expected.js";

const core = await createCore();

/** Runs decode.py over PDUs given as hexadecimal digits, one per line; undefined without Python. */
function runReference(pdus: Uint8Array[]): Decoded[] | undefined {
	const script =
		"import sys,json\nsys.path.insert(0,sys.argv[1])\nimport decode\n" +
		"for l in sys.stdin: print(json.dumps(decode.pdu(bytes.fromhex(l.strip()))))";
	const input = pdus.map((pdu) => Buffer.from(pdu).toString("hex")).join("\n");
	try {
		const output = execFileSync(
			"python3",
			["-c", script, sharedPath("spec/check")],
			{
				input,
				encoding: "utf8",
				maxBuffer: 1 << 28,
				stdio: ["pipe", "pipe", "ignore"],
			},
		);
		return output
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Decoded);
	} catch {
		return undefined;
	}
}

const files = corpusFiles("mmse").map((path) => ({
	name: basename(path),
	octets: new Uint8Array(readFileSync(path)),
}));
const pushes = corpusFiles("wsp-push").map((path) => ({
	name: basename(path),
	octets: new Uint8Array(readFileSync(path)),
}));
const pushed = pushes
	.map(({ name, octets }) => ({
		name,
		octets: readPush(core, octets)?.data ?? new Uint8Array(),
	}))
	.filter(({ octets }) => octets[0] === 0x8c);
const pdus = [...files, ...pushed];
const reference =
	hasCorpus && hasShared
		? runReference(pdus.map(({ octets }) => octets))
		: undefined;
const reason =
	SKIP_CORPUS || (reference ? "" : " (skipped: no python3 for decode.py)");

/** Fields whose values decode.py prints as records do. */
const COMPARED =
	/^mmse\.(message_type|transaction_id|from|to|cc|bcc|subject|message_id|content_location|.*_report|.*status|date|expiry.*|message_size|priority|response_text)$/;

function compared(fields: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields).filter(([key]) => COMPARED.test(key)),
	);
}

describe.skipIf(!reference)(
	`PDUs of the corpus as decode.py reads them${reason}`,
	() => {
		it.each(pdus.map(({ name }, index) => ({ name, index })))(
			"$name",
			({ index }) => {
				const decoded = reference![index]!;
				const pdu = decodeMmsPdu(core, pdus[index]!.octets);
				const expected = compared(expectedFields(decoded));
				expect(compared(pdu.fields)).toEqual(expected);
				if (decoded.bodyLength !== undefined) return;
				const parts = (pdu.fields.parts ?? []).map((part) => ({
					contentType: part.contentType,
					...(part.name === undefined ? {} : { name: part.name }),
					length: part.size - (part.missing ?? 0),
					depth: part.depth ?? 0,
				}));
				expect(parts).toEqual(expectedParts(decoded));
			},
		);
	},
);

describe.skipIf(!hasCorpus)(`files of the corpus${SKIP_CORPUS}`, () => {
	it.each(files)("mmse/$name holds one PDU", ({ name, octets }) => {
		const [record] = decodeFile(core, name, octets, "mmse");
		expect(record).toMatchObject({ type: "pdu", file: name });
		expect(record!["mmse.message_type"]).toBeGreaterThanOrEqual(0x80);
	});

	it.each(pushes)(
		"wsp-push/$name holds a PDU or says why not",
		({ name, octets }) => {
			const [record] = decodeFile(core, name, octets, "wsp-push");
			const problems = record!.problems.map(({ code }) => code);
			const isMms = record!["mmse.message_type"] !== undefined;
			expect(isMms || problems.includes("not-mms")).toBe(true);
		},
	);
});
