import { describe, expect, it } from "vitest";
import {
	AskedPacker,
	addAsked,
	askedOf,
	endsOf,
	waitsForAnswer,
} from "../../../src/http/asked.js";
import type { HttpPair } from "../../../src/http/message.js";
import { type OpenPair, OpenPairs } from "../../../src/http/pairs.js";
import { Exchange, run, stamped } from "./exchange.js";

const PATH = { scope: "vlan 7", tunnels: [{ vlan: 7 }, { vlan: 7 }] } as const;

/** The pair of a request that was read as a whole, before anything of its answer. */
function waiting(target = "/"): { pairs: OpenPairs; open: OpenPair } {
	const exchange = new Exchange().handshake();
	exchange.request(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
	let asked: HttpPair | undefined;
	run(stamped(exchange.segments), {
		finish: false,
		onMessage: (_message, _connection, pair) => {
			asked = pair;
		},
	});
	const { connection, request } = asked!;
	const pairs = new OpenPairs();
	const open = pairs.add(connection, 0);
	open.pair.request = request!;
	open.requestDone = true;
	open.requestEnd = 34;
	open.requestSeconds = request!.carriage.time;
	return { pairs, open };
}

describe("a request that waits for its answer", () => {
	it.each(["/mms?id=1", "/caf\u00e9", `/${"long".repeat(4000)}`, ""])(
		"is written down and read again",
		(target) => {
			const packer = new AskedPacker();
			const { open } = waiting(target);
			const asked = askedOf(open, PATH, 5);
			const text = packer.pack(asked);
			expect(/^[\0-\xff]*$/.test(text)).toBe(true);
			const again = packer.unpack(text);
			expect(again).toEqual(asked);
			expect(again.request.carriage.frames[0]).toBe(4);
			expect(endsOf(again)).toMatchObject({
				addressA: "192.0.2.1",
				portB: 80,
				path: PATH,
			});
			const pairs = new OpenPairs();
			expect(addAsked(pairs, again)).toEqual(open);
			expect(pairs.count).toBe(1);
		},
	);

	it("takes less than 200 octets when it is short", () => {
		const packer = new AskedPacker();
		packer.pack(askedOf(waiting("/first").open, undefined, 0));
		const text = packer.pack(askedOf(waiting("/1").open, undefined, 0));
		expect(text.length).toBeLessThan(200);
	});

	it("stays as it is when it is long", () => {
		const long = waiting(`/${"long".repeat(1000)}`);
		expect(waitsForAnswer(long.open, long.pairs)).toBe(false);
		const { pairs, open } = waiting();
		const { headers, carriage } = open.pair.request!;
		headers.push(["Cookie", "x".repeat(4000)]);
		expect(waitsForAnswer(open, pairs)).toBe(false);
		headers.pop();
		expect(waitsForAnswer(open, pairs)).toBe(true);
		while (headers.length < 1000) headers.push(["A", "b"]);
		expect(waitsForAnswer(open, pairs)).toBe(false);
		headers.length = 1;
		for (let frame = 10; frame < 1000; frame++) carriage.frames.push(frame);
		expect(waitsForAnswer(open, pairs)).toBe(false);
	});

	it("is all that is under way, and nothing hangs on it", () => {
		const { pairs, open } = waiting();
		expect(waitsForAnswer(open, pairs)).toBe(true);
		const { request } = open.pair;
		request!.found = {};
		expect(waitsForAnswer(open, pairs)).toBe(false);
		request!.found = undefined;
		request!.body.bytes = new Uint8Array(1);
		expect(waitsForAnswer(open, pairs)).toBe(false);
		request!.body.bytes = undefined;
		open.pair.interim = [];
		expect(waitsForAnswer(open, pairs)).toBe(false);
		open.pair.interim = undefined!;
		pairs.add(open.pair.connection, 0);
		expect(waitsForAnswer(open, pairs)).toBe(false);
	});
});
