import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import * as x from "./exchange.js";

const PUBLIC = "198.51.100.7";
const GTP = "gtp-192.0.2.1-192.0.2.2";
const SMALL = { bytes: 100 };

interface Sight {
	client?: string;
	server?: string;
	/** Seconds after the first sight. */
	later?: number;
	more?: Partial<Exchange>;
	answer?: x.HalfFields;
	asked?: x.HalfFields;
}

/** The same exchange as two probes saw it. */
function twice(
	request: x.HalfFields,
	answer: x.HalfFields,
	near: Sight,
	far: Sight,
): x.Story {
	const story = new x.Story();
	const start = story.time;
	for (const { client = x.A, server = x.M, later = 0, ...sight } of [near, far])
		story.http(
			client,
			{ ...request, at: start + later, ...sight.asked },
			{ ...answer, at: start + 0.5 + later, ...sight.answer },
			{ server, clientPort: 40_000, ...sight.more },
		);
	return story;
}

const answer = (id = "T1") => x.sendConf(id, { pduHash: "conf" });

describe("one exchange at two places", () => {
	test("inside and outside of a tunnel", () => {
		const tunnel = {
			type: "gtp",
			outer: ["192.0.2.1", "192.0.2.2"] as [string, string],
		};
		const story = twice(
			x.sendReq("T1"),
			answer(),
			{ more: { scope: GTP, tunnel } },
			{ later: 0.001 },
		);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.send).toMatchObject({
			attempts: 1,
			retransmissions: 0,
			hops: [{ client: x.A, tunnel }, { client: x.A }],
		});
	});

	test("small PDUs too: client, ports and time are the same", () => {
		const story = twice(
			{ ...x.notifyResp("7", 0x82), ...SMALL },
			{ ...x.OK, ...SMALL },
			{ more: { scope: "vlan-1" } },
			{ later: 0.002, more: { scope: "vlan-2" } },
		);
		expect(story.run()).toHaveLength(1);
	});

	test.each([
		["another port", 0.002, 40_001],
		["later than clocks and networks make it", 0.5, 40_000],
	])("not with %s", (_, later, clientPort) => {
		const story = twice(
			{ ...x.notifyResp("7", 0x82), ...SMALL },
			{ ...x.OK, ...SMALL },
			{ more: { scope: "vlan-1" } },
			{ later, more: { scope: "vlan-2", clientPort } },
		);
		expect(story.run()).toHaveLength(2);
	});

	test("a push is one notification", () => {
		const story = new x.Story();
		const start = story.time;
		for (const [index, scope] of [GTP, undefined].entries())
			story.push(
				x.B,
				{ ...x.notification(), at: start + index / 1000 },
				scope === undefined ? {} : { scope },
			);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients).toMatchObject([
			{ notifications: 1, hops: [{}, {}] },
		]);
	});

	test("clocks of two captures may differ", () => {
		const at = (capture: number) => ({
			asked: { capture },
			answer: { capture },
		});
		const near = { more: { scope: "vlan-1" }, ...at(0) };
		const far = { later: -0.4, more: { scope: "vlan-2" }, ...at(1) };
		const [message, ...rest] = twice(
			x.sendReq("T1"),
			answer(),
			near,
			far,
		).run();
		expect(rest).toEqual([]);
		expect(message!.send!.hops.map(({ capture }) => capture)).toEqual([1, 0]);
	});

	test.each([
		[0, 2],
		[1, 1],
	])("small PDUs 0.4 s later in capture %i are %i", (capture, count) => {
		const sight = (number: number) => ({
			asked: { capture: number },
			answer: { capture: number },
		});
		const story = twice(
			{ ...x.notifyResp("7", 0x82), ...SMALL },
			{ ...x.OK, ...SMALL },
			{ more: { scope: "vlan-1" }, ...sight(0) },
			{ later: 0.4, more: { scope: "vlan-2" }, ...sight(capture) },
		);
		expect(story.run()).toHaveLength(count);
	});
});

describe("translated addresses", () => {
	test("a private address before a public one", () => {
		const story = twice(
			x.sendReq("T1"),
			answer(),
			{ later: 0.001 },
			{ client: PUBLIC },
		);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.send!.hops.map(({ client }) => client)).toEqual([
			x.A,
			PUBLIC,
		]);
	});

	test("464XLAT: the server's IPv4 address stands in its IPv6 address", () => {
		const location = { url: x.URL };
		const near = { client: "192.0.0.4", server: "192.0.2.33", more: location };
		const far = {
			client: "2001:db8:1::5",
			server: "64:ff9b::c000:221",
			later: 0.0004,
			more: location,
		};
		const copy = x.retrieveConf("1", "M1", { pduHash: "copy" });
		const [message, ...rest] = twice(x.get(), copy, near, far).run();
		expect(rest).toEqual([]);
		expect(message!.recipients[0]).toMatchObject({
			client: "192.0.0.4",
			attempts: 1,
			hops: [{ client: "192.0.0.4" }, { client: "2001:db8:1::5" }],
		});
	});

	test("acknowledgements in step, on the same way", () => {
		const story = twice(
			{ ...x.acknowledge("1"), ...SMALL },
			{ ...x.OK, ...SMALL },
			{},
			{ client: PUBLIC, later: 0.002 },
		);
		expect(story.run()).toHaveLength(1);
	});

	test.each([
		["two phones with private addresses", { client: x.B, later: 0.002 }],
		["not in step", { client: PUBLIC, later: 0.08 }],
		[
			"another program",
			{ client: PUBLIC, later: 0.002, asked: { "http.user_agent": "Other/2" } },
		],
		[
			"another answer",
			{ client: PUBLIC, later: 0.002, answer: { "http.response.code": 404 } },
		],
	])("acknowledgements stay apart: %s", (_, far) => {
		const request = { ...x.acknowledge("1"), "http.user_agent": "One/1" };
		const story = twice(request, x.OK, {}, far);
		expect(story.run()).toHaveLength(2);
	});

	test("two phones that fetch one URL at once are two", () => {
		const copy = x.retrieveConf("1", "M1", { pduHash: "copy" });
		const at = { more: { url: x.URL } };
		const story = twice(x.get(), copy, at, {
			...at,
			client: x.B,
			later: 0.003,
		});
		expect(story.run()).toHaveLength(2);
	});

	test("two phones that submit the same get two Message-IDs", () => {
		const story = twice(
			x.sendReq("T1"),
			x.sendConf("T1", {}, "M1@m"),
			{ answer: { pduHash: "c1" } },
			{
				client: x.B,
				later: 0.002,
				answer: { pduHash: "c2", "mmse.message_id": "M2@m" },
			},
		);
		expect(story.run()).toHaveLength(2);
	});
});

describe("gateways", () => {
	test("a proxy's answer that came late belongs to who got it", () => {
		// The first phone got no answer; the second one's equal acknowledgement passes meanwhile.
		const story = new x.Story();
		const start = story.time;
		const ack = { ...x.notifyResp("N1"), ...SMALL };
		const proxy = { server: x.G, serverPort: 8080 };
		story.http(
			x.A,
			{ ...ack, at: start, "http.user_agent": "One/1" },
			undefined,
			{
				...proxy,
				ended: "rst",
				endedBy: "client",
				endTime: start + 30,
				endFrame: 99,
			},
		);
		const second = { ...ack, "http.user_agent": "Two/2" };
		story.http(
			x.G,
			{ ...second, at: start + 10.01 },
			{ ...x.OK, at: start + 10.2 },
		);
		story.http(
			x.B,
			{ ...second, at: start + 10 },
			{ ...x.OK, at: start + 10.3 },
			proxy,
		);
		const found = story
			.run()
			.map(({ recipients: [leg] }) => [leg!.client, leg!.hops.length]);
		expect(found).toEqual([
			[x.A, 0],
			[x.B, 2],
		]);
	});

	test("recipients who share one URL are two phones, through a gateway or not", () => {
		for (const [more, count] of [
			[{ "http.user_agent": "Two/2" }, 2],
			[{}, 1],
		] as const) {
			const story = new x.Story();
			const start = story.time;
			const url = { url: x.URL };
			const copy = x.retrieveConf("1", "M1", { pduHash: "copy" });
			const wap = {
				transport: "wsp",
				server: x.G,
				serverPort: 9201,
				...url,
			} as const;
			story.http(
				"10.9.9.7",
				{ ...x.get(more), at: start + 0.3 },
				{ ...copy, at: start + 0.6 },
				url,
			);
			story.http(
				x.A,
				{ ...x.get(), at: start },
				{ ...copy, at: start + 0.9 },
				wap,
			);
			expect(story.run()).toHaveLength(count);
		}
	});

	test("what was notified is no gateway", () => {
		const story = new x.Story();
		story.push(x.B, x.notification());
		const start = story.time;
		const copy = x.retrieveConf("1", "M1", { pduHash: "copy" });
		const wap = {
			transport: "wsp",
			server: x.G,
			serverPort: 9201,
			url: x.URL,
		} as const;
		story.http(
			x.B,
			{ ...x.get(), at: start + 0.3 },
			{ ...copy, at: start + 0.6 },
			{ url: x.URL },
		);
		story.http(
			x.A,
			{ ...x.get(), at: start },
			{ ...copy, at: start + 0.9 },
			wap,
		);
		expect(story.run()).toHaveLength(2);
	});

	test("an error is passed on, and a download that breaks before the handset is one", () => {
		const story = new x.Story();
		const start = story.time;
		const url = { url: "http://m.example/1" };
		const proxy = { server: x.G, serverPort: 8080, ...url };
		const error = { "http.response.code": 404, bodyBytes: 9 };
		story.http(
			x.G,
			{ ...x.get(), at: start + 0.1 },
			{ ...error, at: start + 0.3 },
			url,
		);
		story.http(
			x.A,
			{ ...x.get(), at: start },
			{ ...error, at: start + 0.4 },
			proxy,
		);
		const copy = x.retrieveConf("1", "M1");
		story.http(
			x.G,
			{ ...x.get(), at: start + 5.1 },
			{ ...copy, at: start + 5.3, took: 3 },
			url,
		);
		story.http(
			x.A,
			{ ...x.get(), at: start + 5 },
			{ ...copy, complete: false, missing: 900, at: start + 5.2, took: 0.1 },
			{
				...proxy,
				ended: "rst",
				endedBy: "client",
				endTime: start + 5.4,
				endFrame: 88,
			},
		);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients).toMatchObject([
			{ client: x.A, attempts: 2, hops: [{ client: x.A }, { client: x.G }] },
		]);
	});

	test("a push over PAP is for the address that it names", () => {
		const story = new x.Story();
		const note = x.notification();
		const pap = { transport: "pap", server: x.M, serverPort: 50_000 } as const;
		story.push(x.G, { ...note, number: x.A }, { ...pap, connection: "tcp-8" });
		story.wait(0.1).push(x.B, note);
		expect(story.run()).toHaveLength(2);
	});

	test("in whatever order its exchanges are reported, each is one", () => {
		const story = new x.Story();
		for (let i = 0; i < 4; i++) {
			const start = story.time;
			const request = x.sendReq(`T${i}`);
			const conf = x.sendConf(`T${i}`, { pduHash: `conf${i}` }, `M${i}@m`);
			const proxy = { server: x.G, serverPort: 8080 };
			story.http(
				x.G,
				{ ...request, at: start + 0.1 },
				{ ...conf, at: start + 0.3 },
			);
			story.http(
				`10.0.1.${i}`,
				{ ...request, at: start },
				{ ...conf, at: start + 0.4 },
				proxy,
			);
			story.wait(1);
		}
		const expected = story.run();
		expect(expected).toHaveLength(4);
		const all = fc.shuffledSubarray(story.exchanges, {
			minLength: story.exchanges.length,
		});
		fc.assert(
			fc.property(all, (exchanges) => {
				expect(x.correlate(exchanges, { end: story.time })).toEqual(expected);
			}),
			{ numRuns: 40 },
		);
	});
});
