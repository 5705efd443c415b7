import { describe, expect, it } from "vitest";
import { decodeFile, parseHex } from "../../../src/mms/file.js";
import { createCore } from "../../../src/wasm/instance.js";
import { fromHex } from "../../sweep.js";

const core = await createCore();
const ascii = (text: string) => new TextEncoder().encode(text);
const NOTIFICATION =
	"8c82984e37008d928a808e020bb8880481025180 83687474703a2f2f682f6100";
const PUSH = "0006 03 beaf84";

describe("hexadecimal text", () => {
	it.each([
		["8c82", "8c82"],
		["8C 82\n98\r\n", "8c8298"],
		["0x8c, 0x82", "8c82"],
		["8c:82", "8c82"],
		["\\x8c\\x82", "8c82"],
	])("%j", (text, hex) => {
		expect(parseHex(ascii(text))).toEqual(fromHex(hex));
	});

	it.each(["", "8", "8c8", "hello", "8c82 is MMS"])("%j is none", (text) => {
		expect(parseHex(ascii(text))).toBeUndefined();
	});

	it("takes binary files as they are", () => {
		expect(parseHex(fromHex(NOTIFICATION))).toBeUndefined();
	});
});

describe("decodeFile", () => {
	it.each([
		["binary", fromHex(NOTIFICATION)],
		["text", ascii(NOTIFICATION)],
	])("reads a PDU from a %s file", (_, octets) => {
		const records = decodeFile(core, "n.mms", octets, "mmse");
		expect(records).toHaveLength(1);
		expect(records[0]).toMatchObject({
			type: "pdu",
			file: "n.mms",
			"mmse.message_type": 0x82,
			"mmse.content_location": "http://h/a",
			complete: true,
			problems: [],
		});
	});

	it("reads the PDU inside a push", () => {
		const [record] = decodeFile(
			core,
			"p",
			fromHex(PUSH + NOTIFICATION),
			"wsp-push",
		);
		expect(record).toMatchObject({
			transport: "wsp-push",
			"mmstrace.push_content_type": "application/vnd.wap.mms-message",
			"mmstrace.push_application_id": "x-wap-application:mms.ua",
			"mmse.transaction_id": "N7",
			complete: true,
		});
	});

	it("reads ConfirmedPush and pushes without a push id octet", () => {
		for (const head of ["07 03 beaf84", "06 03 beaf84", "21 07 03 beaf84"]) {
			const [record] = decodeFile(
				core,
				"p",
				fromHex(head + NOTIFICATION),
				"wsp-push",
			);
			expect(record!["mmse.transaction_id"]).toBe("N7");
		}
	});

	const codes = (record: { problems: { code: string }[] }) =>
		record.problems.map(({ code }) => code);

	it("says when a file holds no MMS", () => {
		for (const octets of [
			new Uint8Array(),
			ascii("<html>no</html>"),
			fromHex("00"),
		]) {
			const [record] = decodeFile(core, "x", octets, "mmse");
			expect(codes(record!)).toContain("not-mms");
		}
		const [push] = decodeFile(
			core,
			"x",
			fromHex("0006 01 83 6869"),
			"wsp-push",
		);
		expect(codes(push!)).toEqual(["not-mms"]);
		const [none] = decodeFile(core, "x", fromHex(NOTIFICATION), "wsp-push");
		expect(codes(none!)).toContain("not-push");
	});

	it("gives what a part of a PDU holds, and says that it is a part", () => {
		const whole = fromHex(NOTIFICATION);
		const [record] = decodeFile(
			core,
			"x",
			whole.slice(0, whole.length - 4),
			"mmse",
		);
		expect(record!["mmse.transaction_id"]).toBe("N7");
		expect(record!["mmse.content_location"]).toBe("http://");
		expect(record!.complete).toBe(false);
		expect(codes(record!)).toContain("incomplete");
	});

	it("lists PDUs inside a PDU after it", () => {
		const inner = "8c93 8d92 8b6d00";
		const body = `01 01 ${fromHex(inner).length.toString(16).padStart(2, "0")} be ${inner}`;
		const records = decodeFile(
			core,
			"x",
			fromHex(`8c8e 98 7400 8d92 9280 84a3 ${body}`),
			"mmse",
		);
		expect(records.map((record) => record["mmse.message_type"])).toEqual([
			0x8e, 0x93,
		]);
		expect(records[1]).toMatchObject({ container: 0, "mmse.message_id": "m" });
	});
});
