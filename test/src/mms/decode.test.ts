import { expect, it } from "vitest";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import { createCore } from "../../../src/wasm/instance.js";

const core = await createCore();

function decode(hex: string) {
	return decodeMmsPdu(core, Uint8Array.from(Buffer.from(hex, "hex")));
}

it("reads an m-send-conf", () => {
	const pdu = decode(
		"8c819854313030008d9292804d31406d6d73632e6578616d706c6500",
	);
	expect(pdu.messageType).toBe(0x81);
	expect(pdu.fields).toMatchObject({
		"mmse.message_type": 0x81,
		"mmse.transaction_id": "T100",
		"mmse.mms_version": "1.2",
		"mmse.response_status": 0x80,
	});
});
