import { describe, expect, it } from "vitest";
import { Attempts } from "../../../src/exchange/attempts.js";
import { Relevance } from "../../../src/exchange/relevance.js";
import { exchanges } from "../../../src/index.js";
import type { Exchange } from "../../../src/record.js";
import * as build from "../../builder/index.js";
import { clientHello } from "../../builder/scenario/other.js";

const { wsp, wtp } = build;
const MMSC = build.endpoint("192.0.2.10", 80);
const GATEWAY = build.endpoint("192.0.2.11", 9201);
const TO = ["+447700900123/TYPE=PLMN"];
const URL = "http://mmsc.example/mms";
const SECOND = 1_000_000;

function phone(port: number) {
	return build.endpoint("10.0.0.1", port);
}

async function exchangesOf(
	fill: (tap: build.Tap) => void,
	mmsc: string[] = [],
): Promise<Exchange[]> {
	const tap = new build.Tap();
	fill(tap);
	const records = await exchanges(build.pcap(tap.take()), { mmsc }).toArray();
	return records.filter((record) => record.type === "exchange");
}

const sendReq = build.pdus.sendReq({ transactionId: "T1", to: TO });
const sendConf = build.pdus.sendConf({ transactionId: "T1", messageId: "M1" });

/** A refused connection to the port, by RST. */
function refused(tap: build.Tap, port: number, to = MMSC): void {
	new build.TcpConnection(tap, phone(port), to).syn().rst("server");
	tap.wait(SECOND);
}

function post(tap: build.Tap, port: number): void {
	new build.TcpConnection(tap, phone(port), MMSC)
		.open()
		.send("client", build.http.post("/mms", sendReq, { host: "mmsc.example" }))
		.send("server", build.http.mmsResponse(sendConf))
		.close();
	tap.wait(SECOND);
}

/** Connect of a WSP session, and what the gateway says to it. */
function connect(tap: build.Tap, answers: Uint8Array[]): void {
	tap.udp(phone(40001), GATEWAY, wtp.invoke(1, wsp.connect()));
	for (const answer of answers) {
		tap.wait(200_000);
		tap.udp(GATEWAY, phone(40001), answer);
	}
	tap.wait(SECOND);
}

/** A Post with its answer in the session. */
function wspPost(tap: build.Tap, tid: number): void {
	tap.udp(phone(40001), GATEWAY, wtp.invoke(tid, wsp.post(URL, sendReq)));
	tap.wait(1000);
	tap.udp(GATEWAY, phone(40001), wtp.result(tid, wsp.reply(0x20, sendConf)));
	tap.wait(1000);
	tap.udp(phone(40001), GATEWAY, wtp.ack(tid));
	tap.wait(SECOND);
}

describe("an attempt at a server that is not known yet", () => {
	it("is told when the server turns out to speak MMS", async () => {
		const got = await exchangesOf((tap) => {
			refused(tap, 40001);
			refused(tap, 40002, build.endpoint("192.0.2.99", 80));
			tap.wait(100 * SECOND);
			post(tap, 40003);
		});
		expect(got.map(({ kind, clientPort }) => [kind, clientPort])).toEqual([
			["attempt", 40001],
			["request", 40003],
		]);
		expect(got[0]).toMatchObject({ ended: "rst", server: "192.0.2.10" });
	});

	it("is forgotten after ten minutes", async () => {
		const got = await exchangesOf((tap) => {
			refused(tap, 40001);
			tap.wait(700 * SECOND);
			post(tap, 40003);
		});
		expect(got.map(({ kind }) => kind)).toEqual(["request"]);
	});
});

describe("a notification", () => {
	it("names its host at once, not when its push is over", async () => {
		const got = await exchangesOf((tap) => {
			const notification = build.pdus.notification({
				transactionId: "N1",
				contentLocation: "https://mmsc.example/1",
			});
			tap.udp(
				GATEWAY,
				phone(40001),
				wtp.invoke(1, wsp.push(notification, { confirmed: true }), {
					transactionClass: 1,
				}),
			);
			tap.wait(2 * SECOND);
			const hello = clientHello("mmsc.example", new build.Random(1));
			new build.TcpConnection(
				tap,
				phone(40009),
				build.endpoint("192.0.2.10", 443),
			)
				.open()
				.send("client", hello);
		});
		expect(got.map(({ kind }) => kind).sort()).toEqual(["attempt", "push"]);
	});
});

describe("a WSP session", () => {
	it("gives the times of its Connect to its first exchange", async () => {
		const reply = wtp.result(1, wsp.connectReply(7));
		const got = await exchangesOf((tap) => {
			connect(tap, [reply]);
			wspPost(tap, 2);
			wspPost(tap, 3);
		});
		expect(got.map(({ kind }) => kind)).toEqual(["request", "request"]);
		expect(got[0]?.connect).toEqual({
			firstTime: 1_700_000_000,
			time: 1_700_000_000.2,
			frames: [1, 2],
		});
		expect(got[1]?.connect).toBeUndefined();
	});

	it.each([
		[
			"Reply",
			wtp.result(1, wsp.reply(0x63)),
			{
				ended: "open",
				response: { "wsp.reply.status": 0x63, "http.response.code": 503 },
			},
		],
		[
			"Redirect",
			wtp.result(1, wsp.redirect(0x80, Uint8Array.of(10, 9, 9, 9), 9201)),
			{ ended: "open", response: { "http.location": "10.9.9.9:9201" } },
		],
		[
			"Abort",
			wtp.abort(1, 1, 0xe5, { responder: true }),
			{ ended: "abort", endedBy: "server", abort: { type: 1, reason: 0xe5 } },
		],
		["nothing", undefined, { ended: "timeout" }],
	])("that is answered by %s is an attempt", async (_, answer, expected) => {
		const got = await exchangesOf((tap) => {
			connect(tap, answer ? [answer] : []);
			tap.wait(200 * SECOND);
			const reply = wtp.result(1, wsp.connectReply(7));
			connect(tap, [reply]);
			wspPost(tap, 2);
		});
		expect(got.map(({ kind }) => kind)).toEqual(["attempt", "request"]);
		expect(got[0]).toMatchObject({
			transport: "wsp",
			client: "10.0.0.1",
			server: "192.0.2.11",
			connect: { firstTime: 1_700_000_000 },
			...expected,
		});
	});

	it("says nothing of a Connect that the end of the capture cut", async () => {
		const got = await exchangesOf((tap) => connect(tap, []), ["192.0.2.11"]);
		expect(got).toEqual([]);
	});
});

describe("ICMP", () => {
	const router = build.address("192.0.2.200");

	/** An error about what passed last. */
	function unreachable(tap: build.Tap, quoted: Uint8Array): void {
		tap.wait(1000);
		const about = { type: 3, code: 1, quoted };
		tap.pass(build.icmpError(router, phone(1).address, about));
	}

	it("says that a SYN arrives nowhere", async () => {
		const got = await exchangesOf(
			(tap) => {
				const datagram = build.tcp(phone(40001), MMSC, {
					flags: build.SYN,
					sequence: 1,
				});
				tap.pass(datagram);
				unreachable(tap, datagram);
			},
			["192.0.2.10"],
		);
		expect(got).toMatchObject([
			{
				kind: "attempt",
				ended: "unreachable",
				icmp: { type: 3, code: 1 },
				endFrame: 2,
				connect: { frames: [1] },
			},
		]);
	});

	it("says so also when the flow had to go soon afterwards", async () => {
		const tap = new build.Tap();
		const connection = new build.TcpConnection(tap, phone(40001), MMSC);
		connection.syn();
		const [syn] = tap.take();
		tap.pass(syn!.datagram);
		unreachable(tap, syn!.datagram);
		for (let port = 50_000; port < 50_009; port++) {
			tap.wait(SECOND);
			tap.udp(phone(port), build.endpoint("192.0.2.99", port), sendReq);
		}
		const options = { mmsc: ["192.0.2.10"], limits: { flows: 2 } };
		const run = exchanges(build.pcap(tap.take()), options);
		expect((await run.toArray())[0]).toMatchObject({ ended: "unreachable" });
		expect((await run.summary).limits.flows).toBeGreaterThan(0);
	});

	it("says nothing of a connection that came about all the same", async () => {
		const got = await exchangesOf((tap) => {
			const connection = new build.TcpConnection(tap, phone(40001), MMSC);
			connection.syn();
			const [{ datagram }] = tap.take() as [build.Packet];
			tap.pass(datagram);
			unreachable(tap, datagram);
			connection.synAck();
			connection.ack("client");
			connection.send("client", build.http.post("/mms", sendReq));
			connection.send("server", build.http.mmsResponse(sendConf));
			connection.close();
		});
		expect(got).toMatchObject([{ kind: "request", ended: "open" }]);
		expect(got[0]?.icmp).toBeUndefined();
	});

	it.each([
		["WTP", GATEWAY, wtp.invoke(1, wsp.get(URL)), "wsp"],
		[
			"connectionless WSP",
			build.endpoint("192.0.2.11", 9200),
			wsp.connectionless(1, wsp.get(URL)),
			"wsp-cl",
		],
	])(
		"says that a request over %s arrives nowhere",
		async (_, to, request, transport) => {
			const got = await exchangesOf(
				(tap) => {
					const datagram = build.udp(phone(40001), to, request);
					tap.pass(datagram);
					unreachable(tap, datagram);
				},
				["mmsc.example"],
			);
			expect(got).toMatchObject([
				{
					kind: "request",
					transport,
					ended: "unreachable",
					icmp: { type: 3, code: 1 },
					endFrame: 2,
				},
			]);
		},
	);
});

describe("a name that is not resolved", () => {
	const SERVER = build.endpoint("192.0.2.53", 53);
	const asked = build.dns.query(7, "mmsc.example");

	function resolve(tap: build.Tap, answer?: Uint8Array): void {
		tap.udp(phone(40001), SERVER, asked);
		tap.wait(SECOND);
		if (answer) tap.udp(SERVER, phone(40001), answer);
		tap.wait(60 * SECOND);
		// Any query passes time.
		tap.udp(phone(40002), SERVER, build.dns.query(9, "www.example"));
	}

	it.each([
		[
			"by an error",
			{ rcode: build.dns.NXDOMAIN },
			{
				dns: { name: "mmsc.example", rcode: 3 },
				ended: "open",
				endedBy: "server",
				endFrame: 2,
			},
		],
		[
			"by an empty answer",
			{},
			{ dns: { name: "mmsc.example", rcode: 0 }, ended: "open" },
		],
		[
			"for want of an answer",
			undefined,
			{ dns: { name: "mmsc.example" }, ended: "timeout" },
		],
	])("%s is an attempt", async (_, answer, expected) => {
		const got = await exchangesOf(
			(tap) => resolve(tap, answer && build.dns.answer(asked, answer)),
			["mmsc.example:8080"],
		);
		expect(got).toMatchObject([
			{
				kind: "attempt",
				transport: "http",
				client: "10.0.0.1",
				clientPort: 40001,
				server: "192.0.2.53",
				serverPort: 53,
				connection: "udp-0",
				mmsc: true,
				connect: {
					firstTime: 1_700_000_000,
					frames: answer ? [1, 2] : [1],
				},
				...expected,
			},
		]);
		expect(got[0]?.uid).toMatch(/^x-/);
	});

	it("matters when its host turns out to be one of MMS", async () => {
		const error = build.dns.answer(asked, { rcode: build.dns.SERVFAIL });
		const fill = (tap: build.Tap) => {
			resolve(tap, error);
			tap.wait(SECOND);
			post(tap, 40005);
		};
		const got = await exchangesOf(fill);
		expect(got.map(({ kind, dns }) => [kind, dns?.name])).toEqual([
			["attempt", "mmsc.example"],
			["request", undefined],
		]);
		expect(await exchangesOf((tap) => resolve(tap, error))).toEqual([]);
	});
});

describe("a CONNECT", () => {
	const PROXY = build.endpoint("192.0.2.20", 8080);

	function ask(tap: build.Tap, answer: string): void {
		new build.TcpConnection(tap, phone(40001), PROXY)
			.open()
			.send("client", build.utf8("CONNECT mmsc.example:443 HTTP/1.1\r\n\r\n"))
			.send("server", build.utf8(answer))
			.close();
		tap.wait(SECOND);
	}

	it("that the proxy refuses is an attempt at its host", async () => {
		const error = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
		const got = await exchangesOf((tap) => ask(tap, error), ["mmsc.example"]);
		expect(got).toMatchObject([
			{
				kind: "attempt",
				transport: "http",
				url: "mmsc.example:443",
				server: "192.0.2.20",
				mmsc: true,
				response: { "http.response.code": 502 },
			},
		]);
		expect(await exchangesOf((tap) => ask(tap, error))).toEqual([]);
	});

	it("that the proxy accepts is TLS to a host of MMS", async () => {
		const made = "HTTP/1.1 200 Connection established\r\n\r\n";
		const got = await exchangesOf((tap) => ask(tap, made), ["mmsc.example"]);
		expect(got).toMatchObject([
			{
				kind: "attempt",
				tls: { serverName: "mmsc.example" },
				ended: "open",
				mmsc: true,
			},
		]);
		expect(await exchangesOf((tap) => ask(tap, made))).toEqual([]);
	});
});

describe("attempts beyond the limit", () => {
	it("are dropped and counted, the oldest first", async () => {
		const tap = new build.Tap();
		refused(tap, 40001);
		refused(tap, 40002);
		refused(tap, 40003);
		tap.wait(100 * SECOND);
		post(tap, 40009);
		const results = exchanges(build.pcap(tap.take()), {
			limits: { attempts: 2 },
		});
		const records = await results.toArray();
		expect(
			records.map((record) => record.type === "exchange" && record.clientPort),
		).toEqual([40002, 40003, 40009]);
		expect((await results.summary).limits.attempts).toBe(1);
	});
});

describe("what is kept of attempts", () => {
	const attempt = (server: string, time: number) =>
		({ server, connect: { firstTime: time } }) as Exchange;

	function keeper(limit: number) {
		const told: Exchange[] = [];
		const relevance = new Relevance();
		const sink = { onExchange: (one: Exchange) => told.push(one) };
		return { attempts: new Attempts(relevance, sink, limit), relevance, told };
	}

	it("is the latest, of all and of a server, and is told once", () => {
		const { attempts, relevance, told } = keeper(250);
		for (let i = 0; i < 1000; i++)
			attempts.tell(attempt("a", i), [i % 2 ? "a" : `b${i}`]);
		// 100 of one server, and with those 150 others.
		expect(attempts.limitHits).toBe(1000 - 400 - 250);
		relevance.onLearned?.("a");
		expect(told.map(({ connect }) => connect?.firstTime)).toEqual(
			Array.from({ length: 100 }, (_, i) => 801 + 2 * i),
		);
		relevance.onLearned?.("a");
		relevance.onLearned?.("b0");
		expect(told).toHaveLength(100);
		relevance.onLearned?.("b998");
		expect(told).toHaveLength(101);
	});
});
