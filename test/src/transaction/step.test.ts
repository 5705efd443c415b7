import { expect, test } from "vitest";
import type { Tunnel } from "../../../src/record.js";
import * as x from "./exchange.js";

test("a leg says the tunnel in which its client was seen", () => {
	const tunnel: Tunnel = { type: "gtp", outer: ["192.0.2.1", "192.0.2.2"] };
	const story = new x.Story();
	story.http(x.A, x.sendReq("T1"), x.sendConf("T1"), { tunnel });
	expect(story.run()[0]!.send).toMatchObject({ client: x.A, tunnel });
});

test("the frames of a message hold the FIN that ends its body", () => {
	const story = new x.Story();
	const { response } = story.http(x.A, x.sendReq("T1"), x.sendConf("T1"));
	response!.frame = story.frame++;
	const [message] = story.run();
	expect(message!.frames).toEqual([1, 2, 3, 4, 5]);
	expect(message!.send!.steps[1]).toMatchObject({ frame: 5, frames: [3, 4] });
});

/** Frame numbers that are copied for attempts that are seen at two places, again and again. */
function copiedFor(attempts: number): number {
	const story = new x.Story();
	for (let i = 0; i < attempts; i++) {
		const { time } = story.wait(0.001);
		story.http(x.A, undefined, undefined, {
			kind: "attempt",
			mmsc: true,
			clientPort: 4000,
			scope: `vlan ${i % 2}`,
			connect: { firstTime: time, time, frames: [story.frame++] },
		});
	}
	const { slice } = Array.prototype;
	let copied = 0;
	Array.prototype.slice = function (...range) {
		const list = slice.apply(this, range);
		copied += list.length;
		return list;
	};
	try {
		const [message] = story.run();
		expect(message!.frames).toHaveLength(attempts);
	} finally {
		Array.prototype.slice = slice;
	}
	return copied;
}

test("the frames of a place are put together once, however often it was seen", () => {
	expect(copiedFor(240)).toBeLessThan(2.5 * copiedFor(120));
});
