import { describe, expect, it } from "vitest";
import { analyze, type Message } from "../../src/index.js";
import * as build from "../builder/index.js";

function capture(messages = 30): Uint8Array {
	const made = build.scenario({ seed: 11, messages, share: 0.8 });
	return build.pcap([...made], { link: "ethernet" });
}

/** Pieces of a capture; between them as much time passes as `pause` takes. */
async function* inPieces(
	octets: Uint8Array,
	size: number,
	pause: () => Promise<unknown>,
) {
	for (let at = 0; at < octets.length; at += size) {
		yield octets.slice(at, at + size);
		await pause();
	}
}

const PREVIEW_MS = 260;
const wait = () => new Promise((resolve) => setTimeout(resolve, PREVIEW_MS));

/** Everything that a live analysis gives, piece by piece. */
async function liveRecords(octets: Uint8Array, pieces: number) {
	const size = Math.ceil(octets.length / pieces);
	const results = analyze(inPieces(octets, size, wait), { live: true });
	return { records: await results.toArray(), summary: await results.summary };
}

describe("live", () => {
	const octets = capture();
	const running = liveRecords(octets, 8);

	it("gives in the end what is given without", async () => {
		const plain = analyze(octets);
		const expected = await plain.toArray();
		const { records, summary } = await running;
		expect(records.filter(({ final }) => final)).toEqual(expected);
		expect(summary).toEqual(await plain.summary);
	});

	it("tells of messages before they are final, without a number", async () => {
		const { records } = await running;
		const early = records.filter(({ final }) => !final);
		expect(early.length).toBeGreaterThan(5);
		expect(early.every(({ id }) => id === undefined)).toBe(true);
		const names = new Set(
			records.filter(({ final }) => final).map(({ uid }) => uid),
		);
		expect(early.filter(({ uid }) => names.has(uid)).length).toBeGreaterThan(5);
	});

	it("repeats a message only when something happened to it", async () => {
		const { records } = await running;
		const last = new Map<string, string>();
		for (const message of records.filter(({ final }) => !final)) {
			const text = JSON.stringify(message);
			expect(text).not.toBe(last.get(message.uid));
			last.set(message.uid, text);
		}
	});

	it("shows a request that nobody has answered yet", async () => {
		const sent = submission();
		let early: Message[] = [];
		const source = (async function* () {
			yield sent;
			await wait();
			await wait();
		})();
		for await (const message of analyze(source, { live: true }))
			if (!message.final) early = [...early, message];
		expect(early).toHaveLength(1);
		expect(early[0]).toMatchObject({
			verdict: "pending",
			send: { state: "submitted", steps: [{ event: "m-send-req" }] },
		});
	});

	it("shows nothing early when it was not asked for", async () => {
		const size = Math.ceil(octets.length / 4);
		const records = await analyze(inPieces(octets, size, wait)).toArray();
		expect(records.every(({ final }) => final)).toBe(true);
	});
});

/** A capture that ends with the last octet of an m-send-req. */
function submission(): Uint8Array {
	const tap = new build.Tap();
	const phone = build.endpoint("10.0.0.1", 40000);
	const mmsc = build.endpoint("192.0.2.10", 80);
	const request = build.pdus.sendReq({ to: ["+447700900141"] });
	new build.TcpConnection(tap, phone, mmsc)
		.open()
		.send("client", build.http.post("/mms", request));
	return build.pcap(tap.take());
}
