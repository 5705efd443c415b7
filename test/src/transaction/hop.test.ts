import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import * as x from "./exchange.js";

const WSP: Partial<Exchange> = {
	transport: "wsp",
	server: x.G,
	serverPort: 9201,
	connection: "wsp-1",
};
const BEHIND: Partial<Exchange> = { connection: "tcp-1" };

/** The gateway's HTTP exchange inside the handset's WSP exchange: the inner one is complete first. */
function relay(
	story: x.Story,
	client: string,
	request: x.HalfFields,
	response: x.HalfFields,
	more: Partial<Exchange> = {},
): void {
	const start = story.time;
	story.wait(0.1);
	const hash =
		response["mmse.message_type"] === undefined
			? {}
			: { pduHash: `answer-${start}` };
	story.http(x.G, request, { ...response, ...hash }, { ...BEHIND, ...more });
	const end = story.time + 0.1;
	story.http(
		client,
		{ ...request, at: start },
		{ ...response, ...hash, at: end },
		{ ...WSP, ...more },
	);
}

describe("one exchange seen on two carriers", () => {
	test("a submission through a gateway", () => {
		const story = new x.Story();
		relay(story, x.A, x.sendReq("T1"), x.sendConf("T1"));
		const messages = story.run();
		expect(messages).toHaveLength(1);
		expect(messages[0]!.send).toMatchObject({
			client: x.A,
			transport: "wsp",
			attempts: 1,
			hops: [
				{ client: x.A, server: x.G, transport: "wsp" },
				{ client: x.G, server: x.M, transport: "http" },
			],
		});
		expect(messages[0]!.frames).toHaveLength(8);
		expect(messages[0]!.send!.steps).toHaveLength(2);
	});

	test("a whole download: push over PAP, GET and acknowledgement on WSP and HTTP", () => {
		const story = new x.Story();
		const id = "BI3R4V2ISLR41@xma.example";
		const note = x.notification(id, "http://172.19.24.3:8000/MMSBI3R4V2ISLR41");
		story.push(x.G, note, {
			transport: "pap",
			server: x.M,
			serverPort: 50_000,
			connection: "tcp-9",
		});
		story.push(x.B, note);
		story.wait(0.3);
		relay(story, x.B, x.get(), x.retrieveConf(id, "R1"), {
			url: "http://127.0.0.1:8088/other-name.mms",
		});
		relay(story, x.B, x.acknowledge(id), x.OK);
		const messages = story.run();
		expect(messages).toHaveLength(1);
		const [leg] = messages[0]!.recipients;
		expect(leg).toMatchObject({
			client: x.B,
			transport: "wsp",
			reason: "retrieved-acknowledged",
			notifications: 1,
			attempts: 1,
			confidence: "probable",
		});
		expect(leg!.hops).toMatchObject([
			{ client: x.B, server: x.G, transport: "wsp" },
			{ client: x.G, server: x.M, transport: "http" },
		]);
		expect(leg!.hops.map(({ frames }) => frames.length)).toEqual([10, 10]);
	});

	test("everything on one address, as on a test machine", () => {
		const story = new x.Story();
		const local = { client: "127.0.0.1", server: "127.0.0.1" };
		for (const id of ["dlsaf", "000000000002"])
			relay(
				story,
				"127.0.0.1",
				x.sendReq(id),
				x.sendConf("UZSWBX", {}, "BIR5LJHVQTGK1"),
				local,
			);
		const messages = story.run();
		expect(
			messages.map(({ send }) => [send!.transactionId, send!.hops.length]),
		).toEqual([
			["dlsaf", 2],
			["000000000002", 2],
		]);
	});

	test("concurrent GETs of one URL each find their own hop", () => {
		const story = new x.Story();
		const start = story.time;
		const answer = x.retrieveConf("1", "M1", { pduHash: "same" });
		for (let i = 0; i < 2; i++)
			story.http(x.G, x.get({ at: start + 0.1 + i / 100 }), answer, {
				...BEHIND,
				url: x.URL,
			});
		const end = story.time + 1;
		for (const [i, client] of [x.A, x.B].entries())
			story.http(
				client,
				x.get({ at: start + i / 100 }),
				{ ...answer, at: end },
				{ ...WSP, url: x.URL },
			);
		const messages = story.run();
		expect(
			messages.map(({ recipients }) => [
				recipients[0]!.client,
				recipients[0]!.hops.length,
			]),
		).toEqual([
			[x.A, 2],
			[x.B, 2],
		]);
	});

	test.each([
		["a repeat by the client after the first failed", 70, {}],
		["a later repeat on another port", 300, {}],
	])("is not %s", (_, wait, more) => {
		const story = new x.Story();
		const request = x.sendReq("T1");
		story.http(x.A, request, undefined, {
			ended: "rst",
			endedBy: "server",
			endTime: x.T0 + 1,
			endFrame: 3,
			...more,
		});
		story.wait(wait).http(x.A, request, x.sendConf("T1"));
		expect(story.run()[0]!.send).toMatchObject({ attempts: 2, hops: [] });
	});

	test("equal small acknowledgements of two phones at the same time are two", () => {
		const story = new x.Story();
		const start = story.time;
		for (const [client, url] of [
			[x.A, `${x.URL}a`],
			[x.B, `${x.URL}b`],
		] as const)
			story.push(client, x.notification("1", url));
		const small = { bytes: 100 };
		story.http(
			x.B,
			{ ...x.notifyResp("1", 0x82), ...small, at: start + 1.1, took: 0 },
			{ ...x.OK, ...small, at: start + 1.2 },
		);
		story.http(
			x.A,
			{ ...x.notifyResp("1", 0x82), ...small, at: start + 1, took: 0 },
			{ ...x.OK, ...small, at: start + 1.5 },
		);
		expect(story.run().map(({ recipients }) => recipients[0]!.reason)).toEqual([
			"rejected",
			"rejected",
		]);
	});

	test("a proxy on another address, by the relay it makes", () => {
		const story = new x.Story();
		const start = story.time;
		const request = x.sendReq("T1");
		story.http(
			x.G,
			{ ...request, at: start + 0.2 },
			{ ...x.sendConf("T1"), pduHash: "c", at: start + 0.5 },
		);
		story.http(
			x.A,
			{ ...request, at: start },
			{ ...x.sendConf("T1"), pduHash: "c", at: start + 0.7 },
			{ server: x.G, serverPort: 8080 },
		);
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.send!.hops.map(({ client }) => client)).toEqual([x.A, x.G]);
	});

	test("one exchange at very many places is walked through some of them", () => {
		const story = new x.Story();
		const start = story.time;
		const url = "http://mmsc.example/mms?id=a1b2c3d4e5f6";
		const answer = { ...x.retrieveConf(), pduHash: "p", took: 0.01 };
		for (let i = 0; i < 200; i++)
			story.http(
				x.A,
				{ ...x.get(), at: start + i / 1e6, took: 0.01 },
				{ ...answer, at: start + 0.02 },
				{ url, clientPort: 4000, connection: `c-${i}`, scope: `vlan ${i}` },
			);
		const hops = story.run().map(({ recipients }) => recipients[0]!.hops!);
		expect(hops[0]!.length).toBeGreaterThan(50);
		expect(hops[0]!.length).toBeLessThan(70);
	});
});
