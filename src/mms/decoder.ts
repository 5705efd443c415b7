import type { Core } from "../wasm/instance.js";
import { CountingDecoder } from "./counted.js";
import { decodeMmsPdu } from "./decode.js";
import { JudgedDecoder } from "./judged.js";
import type { MmsPdu, PduDetail } from "./pdu.js";

/** Decodes the octets from `start` to `end`. */
type Decode<T> = (octets: Uint8Array, start: number, end: number) => T;

/** What decodes octets that claim to be a PDU as far as somebody asks; undefined when they hold none. */
export function pduDecoder(
	core: Core,
	detail: PduDetail,
): Decode<MmsPdu | undefined> {
	const decode = decoderFor(core, detail);
	return (octets, start, end) => {
		if (start >= end) return undefined;
		const pdu = decode(octets, start, end);
		return pdu.messageType === undefined ? undefined : pdu;
	};
}

function decoderFor(core: Core, detail: PduDetail): Decode<MmsPdu> {
	if (detail === "whole")
		return (octets, start, end) =>
			decodeMmsPdu(core, octets.subarray(start, end));
	const decoder =
		detail === "judged" ? new JudgedDecoder(core) : new CountingDecoder(core);
	return (octets, start, end) => decoder.decode(octets, start, end);
}
