import type { Core } from "../wasm/instance.js";
import { CountingDecoder } from "./counted.js";
import { decodeMmsPdu } from "./decode.js";
import { JudgedDecoder } from "./judged.js";
import type { MmsPdu, PduDetail } from "./pdu.js";

/** What decodes octets that claim to be a PDU as far as somebody asks; undefined when they hold none. */
export function pduDecoder(
	core: Core,
	detail: PduDetail,
): (octets: Uint8Array) => MmsPdu | undefined {
	const decode = decoderFor(core, detail);
	return (octets) => {
		if (octets.length === 0) return undefined;
		const pdu = decode(octets);
		return pdu.messageType === undefined ? undefined : pdu;
	};
}

function decoderFor(
	core: Core,
	detail: PduDetail,
): (octets: Uint8Array) => MmsPdu {
	if (detail === "whole") return (octets) => decodeMmsPdu(core, octets);
	const decoder =
		detail === "judged" ? new JudgedDecoder(core) : new CountingDecoder(core);
	return (octets) => decoder.decode(octets);
}
