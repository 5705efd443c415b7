import { describe, expect, it } from "vitest";
import { exchanges, http, pdus } from "../../../src/index.js";
import type { Exchange } from "../../../src/record.js";
import * as build from "../../builder/index.js";

const MMSC = build.endpoint("192.0.2.10", 80);
const TO = ["+447700900123/TYPE=PLMN"];
const encoder = new TextEncoder();

function phone(port: number) {
	return build.endpoint("10.0.0.1", port);
}

function capture(fill: (tap: build.Tap) => void): Uint8Array {
	const tap = new build.Tap();
	fill(tap);
	return build.pcap(tap.take(), { link: "ethernet" });
}

function talk(
	tap: build.Tap,
	port: number,
	request: Uint8Array,
	response?: Uint8Array,
): build.TcpConnection {
	const connection = new build.TcpConnection(tap, phone(port), MMSC).open();
	connection.send("client", request);
	if (response) connection.send("server", response);
	return connection.close();
}

const sendReq = build.pdus.sendReq({ transactionId: "T1", to: TO });
const sendConf = build.pdus.sendConf({ transactionId: "T1", messageId: "M1" });

async function exchangesOf(
	fill: (tap: build.Tap) => void,
): Promise<Exchange[]> {
	const records = await exchanges(capture(fill)).toArray();
	return records.filter((record) => record.type === "exchange");
}

describe("an exchange over HTTP", () => {
	it("has both PDUs, who spoke and when", async () => {
		const [one, ...others] = await exchangesOf((tap) => {
			talk(
				tap,
				40001,
				build.http.post("/mms", sendReq),
				build.http.mmsResponse(sendConf),
			);
		});
		expect(others).toEqual([]);
		expect(one).toMatchObject({
			kind: "request",
			transport: "http",
			client: "10.0.0.1",
			clientPort: 40001,
			server: "192.0.2.10",
			serverPort: 80,
			connection: "tcp-0",
			request: {
				"http.request.method": "POST",
				"mmse.message_type": 0x80,
				"mmse.transaction_id": "T1",
				complete: true,
			},
			response: {
				"http.response.code": 200,
				"mmse.message_type": 0x81,
				"mmse.message_id": "M1",
			},
			problems: [],
		});
		expect(one!.request!.pduHash).toMatch(/^[0-9a-f]{16}$/);
		expect(one!.request!.bodyHash).toMatch(/^[0-9a-f]{16}$/);
		expect(one!.request!.time).toBeLessThan(one!.response!.firstTime);
		expect(one!.connect!.time).toBeLessThanOrEqual(one!.request!.firstTime);
	});

	it("tells when the last octet of the answer passed, whatever completed it", async () => {
		const [byEnd] = await exchangesOf((tap) => {
			const connection = new build.TcpConnection(tap, phone(40001), MMSC);
			connection
				.open()
				.send("client", build.http.post("/mms", sendReq))
				.send("server", build.http.mmsResponse(sendConf, { untilClose: true }));
			tap.wait(5_000_000);
			connection.fin("server");
		});
		const { time, lastDataTime } = byEnd!.response!;
		expect(time - lastDataTime!).toBeGreaterThan(4);
		expect(byEnd!.request!.lastDataTime).toBeUndefined();
	});

	it("is found when the capture begins before a request that comes octet by octet", async () => {
		const tap = new build.Tap();
		talk(
			tap,
			40001,
			build.http.post("/mms", sendReq),
			build.http.mmsResponse(sendConf),
		);
		const [syn, synAck, third, post, ...rest] = tap.take();
		expect([syn, synAck, third].map((packet) => packet?.datagram[33])).toEqual([
			build.SYN,
			build.SYN | build.ACK,
			build.ACK,
		]);
		const payload = post!.datagram.subarray(40);
		const sequence = new DataView(post!.datagram.buffer).getUint32(24);
		const pieces: build.Packet[] = [];
		for (let at = 0, size = 1; at < payload.length; at += size, size++)
			pieces.push({
				time: post!.time,
				datagram: build.tcp(phone(40001), MMSC, {
					flags: build.ACK | build.PSH,
					sequence: sequence + at,
					acknowledgment: new DataView(post!.datagram.buffer).getUint32(28),
					payload: payload.subarray(at, at + size),
				}),
			});
		const got = await exchanges(build.pcap([...pieces, ...rest])).toArray();
		expect(got).toMatchObject([
			{
				request: { "mmse.message_type": 0x80, complete: true },
				response: { "mmse.message_id": "M1" },
			},
		]);
	});

	it("says in order what pipelined requests of one segment became", async () => {
		const [one, two] = ["T1", "T2"].map((transactionId) => ({
			ask: build.http.post(
				"/mms",
				build.pdus.sendReq({ transactionId, to: TO }),
			),
			answer: build.http.mmsResponse(
				build.pdus.sendConf({ transactionId, messageId: transactionId }),
			),
		}));
		const all = [one!, two!];
		const got = await exchangesOf((tap) => {
			talk(
				tap,
				40001,
				build.join(...all.map(({ ask }) => ask)),
				build.join(...all.map(({ answer }) => answer)),
			);
		});
		expect(new Set(got.map(({ request }) => request?.frames[0])).size).toBe(1);
		expect(got.map(({ response }) => response?.["mmse.message_id"])).toEqual([
			"T1",
			"T2",
		]);
		expect(new Set(got.map(({ uid }) => uid)).size).toBe(2);
	});

	it("says when the answer carries another transaction id", async () => {
		const other = build.pdus.sendConf({ transactionId: "T2", messageId: "M" });
		const [one] = await exchangesOf((tap) => {
			talk(
				tap,
				40001,
				build.http.post("/mms", sendReq),
				build.http.mmsResponse(other),
			);
		});
		expect(one!.problems).toMatchObject([{ code: "transaction-id-mismatch" }]);
	});

	it("calls a body garbled that claims to be MMS and is none", async () => {
		const [one] = await exchangesOf((tap) => {
			talk(
				tap,
				40001,
				build.http.post("/mms", sendReq),
				build.http.mmsResponse(encoder.encode("<html>")),
			);
		});
		expect(one!.response).toMatchObject({ garbled: true, bodyBytes: 6 });
	});

	it("decodes a PDU whose media type says something else", async () => {
		const found = await pdus(
			capture((tap) => {
				const request = build.http.post("/x", sendReq, {
					contentType: "application/octet-stream",
				});
				talk(tap, 40001, request);
			}),
		).toArray();
		expect(found).toMatchObject([{ "mmse.message_type": 0x80 }]);
	});
});

describe("what belongs to MMS", () => {
	const page = build.http.response("200 OK", encoder.encode("<html>"), {
		contentType: "text/html",
	});
	const missing = build.http.response("404 Not Found", undefined);
	const browse = (target: string) =>
		build.http.httpRequest("GET", target, undefined);

	it("is no browsing", async () => {
		const found = await exchangesOf((tap) => {
			talk(tap, 40001, browse("/index.html"), page);
			talk(tap, 40002, build.http.get("/index.html"), page);
			talk(tap, 40003, browse("/nothing"), missing);
		});
		expect(found).toEqual([]);
	});

	it("is a failed GET that asks for MMS", async () => {
		const found = await exchangesOf((tap) => {
			talk(tap, 40001, build.http.get("/m"), missing);
		});
		expect(found).toMatchObject([{ response: { "http.response.code": 404 } }]);
	});

	it("is a GET of what was notified, whatever comes back", async () => {
		const url = "http://mmsc.example/m?id=1";
		const found = await exchangesOf((tap) => {
			const push = build.pdus.notification({
				contentLocation: url,
				transactionId: "N1",
			});
			tap.udp(
				build.endpoint("192.0.2.9", 9200),
				phone(2948),
				build.wsp.connectionless(1, build.wsp.push(push)),
			);
			talk(tap, 40001, browse(url), page);
		});
		expect(found.map(({ kind }) => kind)).toEqual(["push", "request"]);
	});
});

describe("a push over PAP", () => {
	const control = `<pap><push-message><address address-value="WAPPUSH=+447700900123/TYPE=PLMN@ppg.example"/></push-message></pap>`;

	function papRequest(pdu: Uint8Array): Uint8Array {
		const part = (type: string) => `--b\r\nContent-Type: ${type}\r\n\r\n`;
		const body = build.join(
			encoder.encode(`${part("application/xml")}${control}\r\n`),
			encoder.encode(part("application/vnd.wap.mms-message")),
			pdu,
			encoder.encode("\r\n--b--\r\n"),
		);
		return build.http.httpRequest("POST", "/wappush", body, {
			contentType: 'multipart/related; type="application/xml"; boundary=b',
		});
	}

	const notification = build.pdus.notification({
		contentLocation: "http://mmsc.example/m?id=1",
		transactionId: "N1",
	});

	it("is a push to the gateway's side, with the number it is for", async () => {
		const found = await exchangesOf((tap) => {
			talk(tap, 40001, papRequest(notification));
		});
		expect(found).toMatchObject([
			{
				kind: "push",
				transport: "pap",
				client: "192.0.2.10",
				server: "10.0.0.1",
				request: {
					"mmse.message_type": 0x82,
					"mmse.transaction_id": "N1",
					number: "+447700900123",
				},
			},
		]);
	});

	it("gives its PDU, as it travelled", async () => {
		const found = await pdus(
			capture((tap) => {
				talk(tap, 40001, papRequest(notification));
			}),
		).toArray();
		expect(found).toMatchObject([
			{ transport: "pap", "ip.src": "10.0.0.1", "ip.dst": "192.0.2.10" },
		]);
	});

	it("survives every cut of its body", async () => {
		const whole = papRequest(notification);
		for (let cut = 1; cut < 120; cut += 7)
			await exchangesOf((tap) => {
				talk(tap, 40001, whole.subarray(0, whole.length - cut));
			});
	});
});

describe("records", () => {
	const twoPosts = (tap: build.Tap) => {
		talk(tap, 40001, build.http.post("/mms", sendReq));
	};

	it("name the capture only with several", async () => {
		const one = capture(twoPosts);
		const [alone] = await pdus(one).toArray();
		expect(alone).not.toHaveProperty("capture");
		const [first, second] = await pdus([one, one]).toArray();
		expect([first!.capture, second?.capture]).toContain(0);
	});

	it("of HTTP carry Wireshark's names", async () => {
		const [request] = await http(capture(twoPosts)).toArray();
		expect(request).toMatchObject({
			type: "http",
			"ip.src": "10.0.0.1",
			"tcp.dstport": 80,
			"tcp.stream": 0,
			"http.request.method": "POST",
			bodyBytes: sendReq.length,
			complete: true,
		});
	});

	it("of HTTP name the target as tshark does", async () => {
		const found = await http(
			capture((tap) => {
				for (const [port, head] of [
					"CONNECT mmsc.example:443 HTTP/1.1\r\nHost: mmsc.example:443",
					"GET /a HTTP/1.0",
					"GET /b HTTP/1.1\r\nHost: mmsc.example",
					"GET http://mmsc.example/c HTTP/1.0",
				].entries())
					talk(tap, 40001 + port, encoder.encode(`${head}\r\n\r\n`));
			}),
		).toArray();
		const targets = found.map((one) => [
			one["http.request.uri"],
			one["http.request.full_uri"],
		]);
		expect(targets).toEqual([
			["mmsc.example:443", "mmsc.example:443"],
			["/a", undefined],
			["/b", "http://mmsc.example/b"],
			["http://mmsc.example/c", "http://mmsc.example/c"],
		]);
	});

	it("mark a PDU that was seen on another hop", async () => {
		const found = await pdus(
			capture((tap) => {
				talk(tap, 40001, build.http.post("/mms", sendReq));
				talk(tap, 40002, build.http.post("/mms", sendReq));
				const behind = build.endpoint("10.9.9.9", 40001);
				new build.TcpConnection(tap, behind, MMSC)
					.open()
					.send("client", build.http.post("/mms", sendReq))
					.close();
			}),
		).toArray();
		// The second is the phone's next attempt, the third the proxy's.
		expect(found.map(({ repeat }) => repeat)).toEqual([
			undefined,
			undefined,
			true,
		]);
	});

	it("do not take two phones that count alike for hops", async () => {
		const acknowledgement = build.http.post("/mms", build.pdus.notifyResp("1"));
		const refusal = build.pdus.sendConf({ transactionId: "1", status: 0xe1 });
		const found = await pdus(
			capture((tap) => {
				for (const address of ["10.0.0.1", "10.0.0.2"])
					new build.TcpConnection(tap, build.endpoint(address, 40001), MMSC)
						.open()
						.send("client", acknowledgement)
						.send("server", build.http.response("200 OK", undefined))
						.send("client", build.http.post("/mms", sendReq))
						.send("server", build.http.mmsResponse(refusal))
						.close();
			}),
		).toArray();
		expect(found.length).toBe(6);
		expect(found.some(({ repeat }) => repeat)).toBe(false);
	});

	it("of a gateway that relays WSP to HTTP are there twice", async () => {
		const found = await pdus(
			capture((tap) => {
				const { wsp, wtp, http } = build;
				const handset = build.endpoint("10.0.0.1", 49200);
				const gateway = build.endpoint("192.0.2.20", 9201);
				const outside = build.endpoint("192.0.2.20", 40001);
				tap.udp(handset, gateway, wtp.invoke(1, wsp.post("/mms", sendReq)));
				new build.TcpConnection(tap, outside, MMSC)
					.open()
					.send("client", http.post("/mms", sendReq))
					.send("server", http.mmsResponse(sendConf))
					.close();
				tap.udp(gateway, handset, wtp.result(1, wsp.reply(0x20, sendConf)));
			}),
		).toArray();
		expect(found.map(({ transport, repeat }) => [transport, repeat])).toEqual([
			["wsp", undefined],
			["http", true],
			["http", undefined],
			["wsp", true],
		]);
	});
});
