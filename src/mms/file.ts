import type { PduFields, Problem } from "../record.js";
import type { Core } from "../wasm/instance.js";
import { MMSE_NO } from "../wasm/token.js";
import { decodeMmsPdu, findMmsPdu } from "./decode.js";
import { MMS_MESSAGE } from "./part.js";
import type { MmsPdu } from "./pdu.js";
import { readPush } from "./push.js";

/** What a file is said to hold. */
export type FileFormat = "mmse" | "wsp-push";

/** One PDU of a file, as `mmstrace decode` prints it. */
export interface FilePdu extends PduFields {
	type: "pdu";
	file: string;
	transport?: "wsp-push";
	/** Position of the PDU that this one was inside, among the PDUs of the file. */
	container?: number;
	complete: boolean;
	problems: Problem[];
}

const HEX_TEXT = /^(?:\s|[,;:]|\\x|0x|[0-9a-f])*$/i;
const MAX_HEX_FILE = 64 * 1024 * 1024;

/** Octets of a text of hexadecimal digits, with white space, commas or 0x between them; undefined: no such text. */
export function parseHex(octets: Uint8Array): Uint8Array | undefined {
	if (octets.length < 2 || octets.length > MAX_HEX_FILE) return undefined;
	const first = octets[0]!;
	if (
		first > 0x7e ||
		(first < 0x20 && first !== 0x09 && first !== 0x0a && first !== 0x0d)
	)
		return undefined;
	const text = new TextDecoder().decode(octets);
	if (!HEX_TEXT.test(text)) return undefined;
	const digits = text.replace(/0x|\\x|[^0-9a-f]/gi, "");
	if (digits.length < 2 || digits.length % 2 !== 0) return undefined;
	const result = new Uint8Array(digits.length / 2);
	for (let i = 0; i < result.length; i++) {
		result[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
	}
	return result;
}

/** A PDU and those inside it, the outer one first. */
function recordsOf(pdu: MmsPdu, file: string, records: FilePdu[]): void {
	const { fields, complete, problems } = pdu;
	const position = records.length;
	records.push({ type: "pdu", file, ...fields, complete, problems });
	for (const inner of pdu.inner) {
		const at = records.length;
		recordsOf(inner, file, records);
		records[at]!.container = position;
	}
}

function notMms(note: string): Problem {
	return { layer: "mmse", code: "not-mms", note };
}

/** A file has no carrier that could tell whether a text that runs into the end was cut. */
function reportOpenEnd(record: FilePdu, length: number): void {
	const open = record.problems.some(
		({ code, offset }) => code === "missing-nul" && offset === length,
	);
	if (!open || !record.complete) return;
	record.complete = false;
	const note = "ends inside a text: maybe a part of a PDU";
	record.problems.push({
		layer: "mmse",
		code: "incomplete",
		offset: length,
		note,
	});
}

function decodePush(core: Core, file: string, octets: Uint8Array): FilePdu[] {
	const push = readPush(core, octets);
	if (push === undefined) {
		const problems = [
			{ layer: "wsp", code: "not-push" },
			notMms("no WSP push"),
		];
		return [{ type: "pdu", file, complete: false, problems }];
	}
	const { contentType, headers } = push.block;
	const name = contentType?.name ?? "";
	const application = headers.find(
		(header) => header.name === "x-wap-application-id",
	);
	const fields: PduFields = {};
	if (name !== "") fields["mmstrace.push_content_type"] = name;
	if (application !== undefined) {
		fields["mmstrace.push_application_id"] = application.value;
	}
	const isMms = name === MMS_MESSAGE || findMmsPdu(core, push.data) !== MMSE_NO;
	if (!isMms) {
		const note =
			name === "" ? "push without content type" : `content type ${name}`;
		const problems = [...push.problems, notMms(note)];
		return [
			{
				type: "pdu",
				file,
				transport: "wsp-push",
				...fields,
				complete: false,
				problems,
			},
		];
	}
	const records: FilePdu[] = [];
	recordsOf(decodeMmsPdu(core, push.data), file, records);
	reportOpenEnd(records[0]!, push.data.length);
	const outer = records[0]!;
	const problems = [...push.problems, ...outer.problems];
	records[0] = { ...outer, ...fields, transport: "wsp-push", problems };
	return records;
}

/**
 * Decodes a file that holds one PDU, binary or as hexadecimal text (`mmstrace decode`). A file that holds no MMS, or a
 * part of one, says so in `problems`.
 *
 * @param file name for the records
 */
export function decodeFile(
	core: Core,
	file: string,
	octets: Uint8Array,
	format: FileFormat,
): FilePdu[] {
	const binary = parseHex(octets) ?? octets;
	if (format === "wsp-push") return decodePush(core, file, binary);
	const records: FilePdu[] = [];
	recordsOf(decodeMmsPdu(core, binary), file, records);
	reportOpenEnd(records[0]!, binary.length);
	return records;
}
