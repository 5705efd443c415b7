import { expect, it } from "vitest";
import { CarriageLog } from "../../../src/flow/carriage.js";
import { newStamp } from "../../../src/flow/stamp.js";
import { readHead } from "../../../src/http/head.js";
import { OpenMessage } from "../../../src/http/open.js";
import { Budget } from "../../../src/tcp/budget.js";
import { Buffers } from "../../../src/tcp/buffers.js";
import { octets, text } from "./exchange.js";

const HEAD = octets("HTTP/1.1 200 OK\r\n\r\n");

/** A response of so many octets; `decided` takes the octets that it was decided by. */
function opened(
	length: number,
	decided: string[],
	bodies = new Budget(1 << 20),
): OpenMessage {
	const message = readHead(HEAD, 0, HEAD.length);
	const open = new OpenMessage(message, new CarriageLog(newStamp()), 0, {
		keep: (_message, bytes, start, end) =>
			decided.push(text(bytes.subarray(start, end)) ?? "") > 0,
		bodyLimit: 4 << 20,
		bodies,
		buffers: new Buffers(),
		arena: undefined,
	});
	open.frame({ kind: "length", length });
	return open;
}

it("tells a limited number of gaps apart", () => {
	const open = opened(10_000, []);
	for (let n = 0; n < 1500; n++) {
		open.gap(1, "capture-gap");
		open.take(HEAD, 0, 1, newStamp());
	}
	const { body, carriage } = open.finish(false);
	expect(body.gaps.length).toBe(1000);
	expect(body.length).toBe(1500);
	expect(carriage.missing).toBe(1500 + 7000);
});

it("decides once, by the first octets in whatever pieces", () => {
	const content = octets("x".repeat(100));
	for (const size of [1, 63, 64, 65, 100]) {
		const decided: string[] = [];
		const open = opened(100, decided);
		for (let at = 0; at < 100; at += size)
			open.take(content, at, Math.min(100, at + size), newStamp());
		const { body } = open.finish(true);
		expect(decided).toEqual(["x".repeat(64)]);
		expect(text(body.bytes!)).toBe("x".repeat(100));
	}
});

it("decides by what is there when nothing more comes", () => {
	const decided: string[] = [];
	const open = opened(100, decided);
	open.take(octets("abc"), 0, 3, newStamp());
	open.gap(2, "sliced");
	open.take(octets("def"), 0, 3, newStamp());
	expect(decided).toEqual(["abc"]);
	expect(text(open.finish(false).body.bytes!)).toBe("abcdef");
});

it("lets no octets pass before their turn for which memory has to be asked for", () => {
	const bodies = new Budget(4 << 20);
	const content = octets("x".repeat(1 << 20));
	const open = opened(2 << 20, [], bodies);
	open.take(content, 0, 64, newStamp());
	const { used } = bodies;
	expect(open.plain).toBe(used - 64);
	open.pass(content, 64, open.plain, newStamp());
	expect(bodies.used).toBe(used);
});

it("takes no coding off a body that is wanted whatever is in it", () => {
	const head = octets("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n");
	for (const isSure of [true, false]) {
		const asked: number[] = [];
		const message = readHead(head, 0, head.length);
		const open = new OpenMessage(message, new CarriageLog(newStamp()), 0, {
			keep: (_message, _bytes, start, end) => {
				asked.push(end - start);
				return isSure;
			},
			bodyLimit: 100,
			bodies: new Budget(1000),
			buffers: new Buffers(),
			arena: undefined,
		});
		open.frame({ kind: "length", length: 70 });
		open.take(octets("x".repeat(70)), 0, 70, newStamp());
		expect(asked).toEqual(isSure ? [0] : [0, 64]);
	}
});
