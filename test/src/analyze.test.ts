import { describe, expect, it } from "vitest";
import {
	analyze,
	CaptureError,
	decode,
	type Exchange,
	info,
	type Leg,
	limitDefaults,
	type Message,
	type Progress,
	pdus,
	UsageError,
} from "../../src/index.js";
import * as build from "../builder/index.js";

interface Place {
	frame: number;
	capture?: number;
	captureFrame?: number;
}

function placesOf(leg: Leg): Place[] {
	return [...leg.steps, ...("reports" in leg ? (leg.reports as Place[]) : [])];
}

/** A capture with several messages of several endings, and other traffic. */
function capture(messages = 12): Uint8Array {
	const made = build.scenario({ seed: 7, messages, share: 0.5 });
	return build.pcap([...made], { link: "ethernet" });
}

async function* inPieces(octets: Uint8Array, size: number) {
	for (let at = 0; at < octets.length; at += size)
		yield octets.slice(at, at + size);
}

async function messagesOf(source: Parameters<typeof analyze>[0]) {
	return analyze(source).toArray();
}

describe("sources", () => {
	const octets = capture();

	it("give the same messages in every form", async () => {
		const expected = await messagesOf(octets);
		expect(expected.length).toBeGreaterThan(5);
		const blob = new Blob([octets as Uint8Array<ArrayBuffer>]);
		expect(await messagesOf(blob)).toEqual(expected);
		expect(await messagesOf(blob.stream())).toEqual(expected);
		expect(await messagesOf(octets.slice().buffer)).toEqual(expected);
		expect(await messagesOf([octets])).toEqual(expected);
		for (const size of [1000, 65_536])
			expect(await messagesOf(inPieces(octets, size))).toEqual(expected);
	});

	it("give the same messages when one capture is cut into many", async () => {
		const packets = [...build.scenario({ seed: 7, messages: 12, share: 0.5 })];
		const third = Math.ceil(packets.length / 3);
		const parts = [0, 1, 2].map((part) =>
			build.pcap(packets.slice(part * third, (part + 1) * third), {
				link: "ethernet",
			}),
		);
		const withoutPlace = (messages: Message[]) =>
			JSON.parse(
				JSON.stringify(messages, (key, value) =>
					key === "capture" || key === "captureFrame" ? undefined : value,
				),
			);
		const expected = withoutPlace(await messagesOf(octets));
		expect(withoutPlace(await messagesOf(parts))).toEqual(expected);
	});

	it("are not touched before the results are read", async () => {
		let reads = 0;
		const source = {
			name: "counted",
			read: () => {
				reads++;
				return 0;
			},
		};
		const results = analyze(source);
		expect(reads).toBe(0);
		await expect(results.toArray()).rejects.toThrow(CaptureError);
		expect(reads).toBeGreaterThan(0);
	});

	it("that hold no capture are an error with a code", async () => {
		const text = new TextEncoder().encode("no capture at all, but a text");
		await expect(messagesOf(text)).rejects.toMatchObject({
			code: "not-a-capture",
		});
		await expect(messagesOf(new Uint8Array(0))).rejects.toMatchObject({
			code: "empty",
		});
	});

	it("that are damaged give what came before", async () => {
		const whole = await pdus(octets).toArray();
		const results = pdus(octets.subarray(0, octets.length - 7));
		const cut = await results.toArray();
		expect(cut.length).toBeGreaterThan(whole.length - 3);
		expect(results.captures[0]!.problems).toMatchObject([
			{ code: "truncated" },
		]);
	});
});

describe("a run", () => {
	it("goes on beside others in one process", async () => {
		const octets = capture();
		const expected = await messagesOf(octets);
		const several = await Promise.all(
			[1, 2, 3].map(() => messagesOf(inPieces(octets, 5000))),
		);
		for (const messages of several) expect(messages).toEqual(expected);
	});

	it("tells its progress up to the end", async () => {
		const octets = capture();
		const told: Progress[] = [];
		const results = analyze(octets, { onProgress: (one) => told.push(one) });
		const messages = await results.toArray();
		expect(told.at(-1)).toMatchObject({
			octets: octets.length,
			totalOctets: octets.length,
			messages: messages.length,
		});
	});

	it("stops when its signal says so, and still gives what is known", async () => {
		const octets = capture(200);
		const controller = new AbortController();
		const found: Message[] = [];
		const slowly = (async function* () {
			for await (const piece of inPieces(octets, 10_000)) {
				yield piece;
				if (controller.signal.aborted) throw new Error("read on");
				controller.abort(new Error("enough"));
			}
		})();
		const reading = (async () => {
			for await (const one of analyze(slowly, { signal: controller.signal }))
				found.push(one);
		})();
		await expect(reading).rejects.toThrow("enough");
		expect(found.length).toBeGreaterThan(0);
	});

	it("closes its sources when the caller leaves early", async () => {
		let closed = false;
		const octets = capture();
		const source = (async function* () {
			try {
				yield* inPieces(octets, 100);
			} finally {
				closed = true;
			}
		})();
		const results = pdus(source);
		for await (const _ of results) break;
		expect(closed).toBe(true);
		await expect(results.summary).rejects.toMatchObject({ code: "aborted" });
	});

	it("passes time with packets that are nothing to it", async () => {
		const tap = new build.Tap();
		const phone = build.endpoint("10.0.0.1", 2948);
		const gateway = build.endpoint("192.0.2.30", 9200);
		const contentLocation = "http://mmsc.example/q/1";
		const pushed = build.wsp.push(build.pdus.notification({ contentLocation }));
		tap.udp(gateway, phone, build.wsp.connectionless(1, pushed));
		tap.wait(400e6);
		const other = build.endpoint("198.51.100.1", 5000);
		tap.udp(other, other, Uint8Array.of(1));
		const [message] = await messagesOf(build.pcap(tap.take()));
		expect(message).toMatchObject({ reason: "notify-no-response" });
	});

	it("says of which capture each step, end and report is", async () => {
		const packets = [...build.scenario({ seed: 11, messages: 120 })];
		const halves = [packets.slice(0, 700), packets.slice(700)];
		const whole = await messagesOf(build.pcap(packets));
		const split = await messagesOf(halves.map((half) => build.pcap(half)));
		const places = (messages: Message[]) =>
			messages
				.flatMap(({ send, recipients }) => [send, ...recipients])
				.flatMap((leg) => (leg ? placesOf(leg) : []));
		expect(places(whole).every(({ capture }) => capture === undefined)).toBe(
			true,
		);
		expect(places(split).length).toBe(places(whole).length);
		for (const { frame, capture, captureFrame } of places(split)) {
			const before = frame > 700 ? 700 : 0;
			expect([capture, captureFrame]).toEqual([before ? 1 : 0, frame - before]);
		}
	});

	it("can be iterated once", async () => {
		const results = analyze(capture());
		await results.toArray();
		await expect(results.toArray()).rejects.toThrow(TypeError);
	});

	it("stops after so many packets", async () => {
		const results = analyze(capture(), { maxPackets: 10 });
		await results.toArray();
		expect(await results.summary).toMatchObject({ packets: 10 });
	});

	it("sorts by first frame when asked", async () => {
		const octets = capture(40);
		const sorted = await analyze(octets, { sort: "first" }).toArray();
		const firsts = sorted.map(({ frames }) => frames[0]!);
		expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
		const ids = (messages: Message[]) => messages.map(({ uid }) => uid).sort();
		expect(ids(sorted)).toEqual(ids(await messagesOf(octets)));
	});

	it("counts in its summary what it gave", async () => {
		const results = analyze(capture());
		const messages = await results.toArray();
		const summary = await results.summary;
		expect(summary.messages).toBe(messages.length);
		const sum = (counts: Record<string, number>) =>
			Object.values(counts).reduce((total, count) => total + count, 0);
		expect(sum(summary.verdicts)).toBe(messages.length);
	});
});

describe("limits", () => {
	it("have defaults above zero", () => {
		for (const value of Object.values(limitDefaults()))
			expect(value).toBeGreaterThan(0);
	});

	it("are refused when unknown or not above zero", () => {
		expect(() => analyze(capture(), { limits: { nonsense: 1 } })).toThrow(
			UsageError,
		);
		expect(() => analyze(capture(), { limits: { body: 0 } })).toThrow("body");
	});

	it("end what they bound, and are counted", async () => {
		const results = pdus(capture(), { limits: { body: 500 } });
		const found = await results.toArray();
		expect((await results.summary).limits.body).toBeGreaterThan(0);
		expect(found.some(({ complete }) => !complete)).toBe(true);
	});
});

describe("info", () => {
	it("says what the captures hold", async () => {
		const octets = capture();
		const found = await info(octets, { names: ["a.pcap"] });
		expect(found.captures).toMatchObject([
			{ file: "a.pcap", format: "pcap", problems: [] },
		]);
		const { packets, linktypes } = found.captures[0]!;
		expect(linktypes).toEqual({ EN10MB: packets });
		expect(found.protocols.mmse).toBeGreaterThan(0);
		expect(found.protocols["http.request"]).toBeGreaterThan(0);
	});
});

describe("decode", () => {
	it("reads one PDU", async () => {
		const [pdu] = await decode(build.pdus.sendConf({ messageId: "M1" }), {
			as: "mmse",
			name: "x.mms",
		});
		expect(pdu).toMatchObject({ file: "x.mms", "mmse.message_id": "M1" });
	});
});

describe("exchanges of messages", () => {
	it("come with each message and hold its frames", async () => {
		const told: string[] = [];
		const onExchanges = (message: Message, exchanges: Exchange[][]) => {
			told.push(message.uid);
			const frames = exchanges
				.flat()
				.flatMap(({ request, response, acknowledged, connect, endFrame }) => [
					...(request ? [...request.frames, request.frame] : []),
					...(response ? [...response.frames, response.frame] : []),
					...(connect?.frames ?? []),
					...(acknowledged ? [acknowledged.frame] : []),
					...(endFrame === undefined ? [] : [endFrame]),
				]);
			expect(frames).toEqual(expect.arrayContaining(message.frames));
		};
		const messages = await analyze(capture(), { onExchanges }).toArray();
		expect(told).toEqual(messages.map(({ uid }) => uid));
	});
});
