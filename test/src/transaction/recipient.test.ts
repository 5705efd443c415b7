import { describe, expect, test } from "vitest";
import type { Message } from "../../../src/record.js";
import * as x from "./exchange.js";

const reasons = (messages: readonly Message[]) =>
	messages.map(({ recipients }) => recipients.map(({ reason }) => reason));

/** What makes an address one of many: two programs within the hour. */
function share(story: x.Story, client: string): void {
	for (const program of ["One/1", "Two/2"])
		story.http(
			client,
			{ ...x.get(), "http.user_agent": program },
			{ "http.response.code": 404, bodyBytes: 0 },
			{ url: `${x.URL}${program}` },
		);
}

describe("pushes whose client is not known (STATES 4.2)", () => {
	const PAP = { transport: "pap", server: x.M, connection: "tcp-9" } as const;

	test.each([
		["long", "http://m.example/mms?id=a1b2c3d4e5f6", "certain"],
		["short", "http://m.example/x1", "probable"],
	])("a %s URL joins the GET, %s", (_, url, confidence) => {
		const story = new x.Story();
		story.push(x.G, x.notification("N7", url), PAP);
		story.http(x.B, x.get(), x.retrieveConf("N7"), { url });
		const [message, ...rest] = story.run();
		expect(rest).toEqual([]);
		expect(message!.recipients[0]).toMatchObject({ client: x.B, confidence });
	});

	test.each([
		["relative", "/fetch/a1b2c3d4", "http://m.example/fetch/a1b2c3d4"],
		[
			"at another host",
			"http://m.example/f/a1b2c3d4",
			"http://10.9.9.9/f/a1b2c3d4",
		],
	])(
		"a %s location joins the GET of one phone, not of two",
		(_, notified, url) => {
			const one = new x.Story();
			one.push(x.G, x.notification("N7", notified), PAP);
			one.http(x.B, x.get(), x.retrieveConf("N7"), { url });
			const [message, ...rest] = one.run();
			expect(rest).toEqual([]);
			expect(message!.recipients[0]).toMatchObject({
				client: x.B,
				notifications: 1,
				confidence: "probable",
			});
			one.http("10.0.0.3", x.get(), x.retrieveConf("N7"), { url });
			expect(one.run()).toHaveLength(3);
		},
	);

	test("a message that is forwarded without download", () => {
		const story = new x.Story();
		story.push(x.G, x.notification(), PAP);
		const forward = {
			...x.POST,
			"mmse.message_type": 137,
			"mmse.to": ["+49170"],
			"mmse.content_location": x.URL,
		};
		const conf = {
			...x.OK,
			"mmse.message_type": 138,
			"mmse.response_status": 128,
		};
		story.http(x.B, forward, conf);
		expect(reasons(story.run())[0]).toEqual(["forwarded-unfetched"]);
	});

	test("an id that nobody else has joins the answer, a short one does not", () => {
		for (const [id, count] of [
			["m10l9m7u03mct2jbc12", 1],
			["N7", 2],
		] as const) {
			const story = new x.Story();
			story.push(x.G, x.notification(id), PAP);
			story.http(x.B, x.notifyResp(id, 0x82), x.OK);
			expect(story.run()).toHaveLength(count);
		}
	});

	test("of two numbers each keeps its own", () => {
		const story = new x.Story();
		const numbers = ["+4915100000001", "+4915100000002"];
		for (const number of numbers)
			story.push(x.G, { ...x.notification("N7"), number }, PAP);
		for (const [index, number] of numbers.entries())
			story.http(
				`10.0.1.${index}`,
				{ ...x.get(), number },
				x.retrieveConf("N7"),
				{ url: x.URL },
			);
		const found = story
			.run()
			.map(({ recipients: [leg] }) => [leg!.client, leg!.number]);
		expect(found).toEqual([
			["10.0.1.0", numbers[0]],
			["10.0.1.1", numbers[1]],
		]);
	});

	test("of two that fit by the URL alone none is taken, and that is said", () => {
		const story = new x.Story();
		for (const connection of ["1", "2"])
			story.push(`10.7.0.${connection}`, x.notification(connection), {
				...PAP,
				connection,
			});
		story.http(x.B, x.get(), x.retrieveConf("9"), { url: x.URL });
		const messages = story.run();
		expect(messages).toHaveLength(3);
		expect(messages[2]!.problems).toMatchObject([{ code: "ambiguous" }]);
	});

	test("a phone that asks through a gateway", () => {
		const story = new x.Story();
		share(story, x.G);
		story.push(x.B, x.notification("N7"), { server: "10.9.9.7" });
		story.http(x.G, x.get(), x.retrieveConf("N7"), { url: x.URL });
		const last = story.run().at(-1)!;
		expect(last.recipients[0]).toMatchObject({ notifications: 1, attempts: 1 });
	});

	test("a phone that asks itself, beside an address that is shared", () => {
		const story = new x.Story();
		share(story, x.G);
		story.push(x.B, x.notification("N7"), { server: "10.9.9.7" });
		story.http(x.G, x.get(), x.retrieveConf("N7"), { url: x.URL });
		story.http(x.B, x.get(), x.retrieveConf("N7"), { url: x.URL });
		const own = story
			.run()
			.filter(({ recipients: [leg] }) => leg!.client === x.B);
		expect(own).toHaveLength(1);
		expect(own[0]!.recipients[0]).toMatchObject({
			notifications: 1,
			attempts: 1,
		});
	});

	test("a phone never takes the notification of another one", () => {
		const story = new x.Story();
		story.push("10.0.0.3", x.notification("N7"));
		story.http(x.B, x.get(), x.retrieveConf("N7"), { url: x.URL });
		expect(story.run()).toHaveLength(2);
	});
});

describe("answers (STATES 4.2)", () => {
	test("without ids follow their retrieval on one server", () => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(""), { url: x.URL });
		story.http(x.B, x.acknowledge(""), x.OK);
		expect(reasons(story.run())).toEqual([["retrieved-acknowledged"]]);
	});

	test.each([
		["another server", { server: x.G }, 1],
		["more than a minute later", {}, 70],
	])("without ids are not taken: %s", (_, more, wait) => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(""), { url: x.URL });
		story.wait(wait).http(x.B, x.acknowledge(""), x.OK, more);
		expect(story.run()).toHaveLength(2);
	});

	test("that are said again are the same answer", () => {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf(""), { url: x.URL });
		story.http(x.B, x.notifyResp("1"), x.OK);
		story.wait(40).http(x.B, x.notifyResp("1"), x.OK);
		expect(reasons(story.run())).toEqual([["retrieved-acknowledged"]]);
	});

	test("on a shared address: a mixed id of one program, not a count", () => {
		for (const [id, count] of [
			["91a2309f", 3],
			["12345678", 4],
		] as const) {
			const story = new x.Story();
			share(story, x.G);
			const program = { "http.user_agent": "One/1" };
			story.http(x.G, { ...x.get(), ...program }, x.retrieveConf(id), {
				url: x.URL,
			});
			story.http(x.G, { ...x.notifyResp(id), ...program }, x.OK);
			expect(story.run()).toHaveLength(count);
		}
	});

	test("a sender that is cut is no other subscriber", () => {
		const story = new x.Story();
		const from = (text: string) => ({ "mmse.from": text });
		story.http(x.B, x.sendReq("T1", from("+4915112345678")), x.sendConf("T1"));
		story.http(
			x.B,
			x.sendReq("T2", { ...from("+4915"), complete: false }),
			undefined,
		);
		story.push(x.B, x.notification());
		story.http(x.B, x.notifyResp("N7", 0x82), x.OK);
		expect(reasons(story.run())).toContainEqual(["rejected"]);
	});

	test("on a gateway a known number comes before an unknown one", () => {
		const story = new x.Story();
		const connection = { connection: "tcp-1" };
		const number = (text: string) => ({ number: text });
		for (const [text, end] of [
			["447900000001", "a"],
			["447900000002", "b"],
		] as const)
			story.http(
				x.G,
				{ ...x.get(), ...number(text) },
				x.retrieveConf("2", `M${end}`),
				{ url: x.URL + end, ...connection },
			);
		story.http(x.G, x.notifyResp("2"), x.OK, connection);
		story.http(
			x.G,
			{ ...x.notifyResp("2"), ...number("447900000002") },
			x.OK,
			connection,
		);
		expect(reasons(story.run())).toEqual([
			["retrieved-unconfirmed"],
			["retrieved-acknowledged"],
			["acked-not-seen"],
		]);
	});

	test("an hour later the address may be another phone's", () => {
		const limits = { "message-idle": 20_000 };
		for (const [wait, count] of [
			[3000, 1],
			[4000, 2],
		] as const) {
			const story = new x.Story();
			story.push(x.B, x.notification());
			story.wait(wait).http(x.B, x.notifyResp("N7", 0x82), x.OK);
			expect(story.run({ limits })).toHaveLength(count);
		}
	});

	test("after the message expired as well", () => {
		const story = new x.Story();
		story.push(x.B, x.notification("N7", x.URL, { "mmse.expiry.rel": 600 }));
		story.wait(900).http(x.B, x.notifyResp("N7", 0x82), x.OK);
		expect(story.run()).toHaveLength(2);
	});
});

describe("what names a leg when little is there", () => {
	test("an answer without its request, by the id of the notification", () => {
		for (const [id, count] of [
			["N7", 1],
			["N8", 2],
		] as const) {
			const story = new x.Story();
			story.push(x.B, x.notification("N7"));
			story.http(x.B, undefined, x.retrieveConf(id));
			expect(story.run()).toHaveLength(count);
		}
	});

	test("an answer posted to the location that its client asked for", () => {
		for (const [url, count] of [
			[x.URL, 1],
			[`${x.URL}0`, 2],
		] as const) {
			const story = new x.Story();
			story.push(x.B, x.notification("N7"));
			const error = { ...x.OK, bodyBytes: 90 };
			story.http(x.B, x.get(), error, { url: x.URL });
			story.http(x.B, x.acknowledge("A4"), x.OK, { url });
			expect(story.run()).toHaveLength(count);
		}
	});

	test("a repeat after the expiry by its transaction id; another id is another message", () => {
		for (const [id, count] of [
			["N7", 1],
			["N8", 2],
		] as const) {
			const story = new x.Story();
			const soon = { "mmse.expiry.rel": 60 };
			story.push(x.B, x.notification("N7", x.URL, soon));
			story.wait(300).push(x.B, x.notification(id, x.URL, soon));
			expect(story.run()).toHaveLength(count);
		}
	});
});

test("a location that is used again is another message by its Message-ID", () => {
	for (const [id, count] of [
		["M1@mmsc.example", 1],
		["M2@mmsc.example", 2],
	] as const) {
		const story = new x.Story();
		story.http(x.B, x.get(), x.retrieveConf("1"), { url: x.URL });
		story.http(x.B, x.get(), x.retrieveConf("1", id), { url: x.URL });
		expect(story.run()).toHaveLength(count);
	}
});

describe("a redirect that is followed", () => {
	test.each([
		["absolute", "http://other.example/abc"],
		["relative", "/other/abc"],
	])("%s", (_, target) => {
		const story = new x.Story();
		const moved = { "http.response.code": 302, "http.location": target };
		story.http(x.B, x.get(), moved, { url: x.URL });
		const url = target.startsWith("/")
			? `http://mmsc.example${target}`
			: target;
		story.http(x.B, x.get(), x.retrieveConf("1"), { url });
		expect(reasons(story.run())).toEqual([["retrieved-unconfirmed"]]);
	});

	test("another client's request to its target is another message", () => {
		const story = new x.Story();
		const target = "http://other.example/abc";
		const moved = { "http.response.code": 302, "http.location": target };
		story.http(x.B, x.get(), moved, { url: x.URL });
		story.http(x.A, x.get(), x.retrieveConf("1"), { url: target });
		expect(story.run()).toHaveLength(2);
	});
});

describe("a busy gateway", () => {
	test("is shared for what it asked an hour ago as well", () => {
		const story = new x.Story();
		const program = (name: string) => ({ "http.user_agent": name });
		story.http(
			x.G,
			{ ...x.get(), ...program("One/1") },
			x.retrieveConf("1", "MA"),
			{ url: `${x.URL}a` },
		);
		story.http(
			x.G,
			{ ...x.get(), ...program("Two/2") },
			x.retrieveConf("2", "MB"),
			{ url: `${x.URL}b` },
		);
		story.http(x.G, { ...x.acknowledge("1"), ...program("Two/2") }, x.OK);
		for (let i = 0; i < 20; i++)
			story
				.wait(600)
				.http(
					x.G,
					{ ...x.get(), ...program(`P/${i}`) },
					x.retrieveConf("", `X${i}`),
					{ url: `${x.URL}x${i}` },
				);
		const found = reasons(story.run());
		expect(found).toContainEqual(["acked-not-seen"]);
	});

	test("serves others itself", () => {
		const story = new x.Story();
		story.http(
			x.B,
			x.get(),
			{ "http.response.code": 404 },
			{ server: x.G, url: `${x.URL}z` },
		);
		story.http(x.G, x.get(), x.retrieveConf("1", "MA"), { url: `${x.URL}a` });
		story.http(x.G, x.acknowledge("1"), x.OK);
		expect(reasons(story.run())).toContainEqual(["acked-not-seen"]);
	});
});
