import { beforeAll, describe, expect, it } from "vitest";
import { WspDecoder } from "../../../src/wap/wsp.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import {
	address,
	fromHex,
	join,
	pdus,
	value,
	wsp,
} from "../../builder/index.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const { header } = wsp;
const decode = (
	octets: Uint8Array,
	connectionless = false,
	pages?: ReadonlyMap<number, string>,
) =>
	new WspDecoder(core).decode(
		core.place(octets),
		octets.length,
		connectionless,
		pages,
	);

const connect = wsp.connect(
	[header.userAgent("Phone/1.0"), header.encodingVersion(0x94)],
	[
		wsp.capability(0, value.uintvar(65536)),
		wsp.capability(2, 0xe0),
		wsp.capability(3, 200),
		wsp.capability(5, 0x70, value.text("SUBSCRIBE")),
		wsp.capability(6, 16, value.text("x-up-1")),
		wsp.capability(7, 0x44, 0x23, 0xf1, address("10.0.0.1")),
		wsp.capability(0x20, 1, 2),
		join(value.uintvar(6), value.text("x-me"), 1),
	],
);
const post = wsp.post("http://mmsc/é", pdus.notifyResp("T"), {
	headers: [header.accept("*/*")],
});

describe("decodeWspPdu", () => {
	it("reads a Connect with its capabilities (WAP-230 8.2.2.1, 8.3)", () => {
		const pdu = decode(connect);
		expect(pdu).toMatchObject({
			type: 1,
			version: 0x10,
			headers: [
				{ name: "user-agent", value: "Phone/1.0" },
				{ name: "encoding-version" },
			],
			capabilities: [
				{ name: "Client-SDU-Size", code: 0, value: 65536 },
				{ name: "Protocol-Options", code: 2, value: 0xe0 },
				{ name: "Method-MOR", code: 3, value: 200 },
				{ code: 5, codes: [{ code: 0x70, name: "SUBSCRIBE" }] },
				{ code: 6, codes: [{ code: 16, name: "x-up-1" }] },
				{ code: 7, addresses: [{ port: 9201, address: "10.0.0.1" }] },
				{ name: "0x20", code: 0x20, length: 2 },
				{ name: "x-me", length: 1 },
			],
			problems: [],
		});
	});

	it("reads a ConnectReply that lists bare numbers", () => {
		const capabilities = [wsp.capability(5, 0x70, 0x71), wsp.capability(6)];
		const pdu = decode(wsp.connectReply(300, [], capabilities));
		expect(pdu).toMatchObject({
			type: 2,
			sessionId: 300,
			capabilities: [
				{ code: 5, codes: [{ code: 0x70 }, { code: 0x71 }] },
				{ code: 6, codes: [], length: 0 },
			],
		});
	});

	it("reads a Redirect", () => {
		const v6 = address("2001:db8::1");
		const records = join(0xd0, 0x0b, 0x23, 0xf1, v6, 0x02, 0xab, 0xcd);
		const pdu = decode(join(0x03, 0xc0, records));
		expect(pdu.redirect).toEqual({
			permanent: true,
			reuseSecuritySession: true,
			addresses: [
				{ bearer: 11, port: 9201, address: "2001:db8:0:0:0:0:0:1" },
				{ address: "abcd" },
			],
		});
	});

	it("reads a Post with its content", () => {
		const pdu = decode(post);
		expect(pdu).toMatchObject({
			type: 0x60,
			method: "POST",
			uri: "http://mmsc/é",
			contentType: "application/vnd.wap.mms-message",
			headers: [{ name: "accept", value: "*/*" }],
			problems: [],
		});
		const data = post.subarray(pdu.dataOffset, pdu.dataOffset + pdu.dataLength);
		expect(data).toEqual(pdus.notifyResp("T"));
	});

	it("maps the status of a Reply (WAP-230 table 36)", () => {
		expect(decode(wsp.reply(wsp.STATUS.notFound))).toMatchObject({
			status: 0x44,
			httpStatus: 404,
			problems: [],
		});
		expect(decode(fromHex("047F00")).httpStatus).toBeUndefined();
	});

	it("reads connectionless PDUs", () => {
		const push = wsp.push(pdus.notification({ contentLocation: "http://h/x" }));
		const pdu = decode(wsp.connectionless(7, push), true);
		expect(pdu).toMatchObject({
			tid: 7,
			type: 6,
			contentType: "application/vnd.wap.mms-message",
		});
		expect(pdu.headers[0]?.name).toBe("x-wap-application-id");
	});

	it("names header code pages as the session does", () => {
		const octets = wsp.get("/", [header.shift(16), fromHex("8D80")]);
		const pages = new Map([[16, "x-up-1"]]);
		const [plain] = decode(octets).headers;
		const [named] = decode(octets, false, pages).headers;
		expect(plain?.name).toMatch(/^x-wsp-16-/);
		expect(named?.name).not.toBe(plain?.name);
	});

	it("reads what is there of any prefix, and says what is missing", () => {
		for (const whole of [connect, post]) {
			for (let n = 0; n < whole.length; n++) {
				const pdu = decode(whole.subarray(0, n));
				expect(pdu.dataOffset + pdu.dataLength).toBe(n);
				const end = decode(whole).dataOffset;
				if (n < end) expect(pdu.problems.length).toBeGreaterThan(0);
				for (const { offset } of pdu.problems)
					expect(offset).toBeLessThanOrEqual(n);
			}
		}
	});

	it("takes every first octet", () => {
		for (let type = 0; type < 256; type++) {
			const octets = join(type, post.subarray(1));
			expect(decode(octets).type).toBe(type);
		}
	});
});
