import { describe, expect, test } from "vitest";
import { analyze, type Message } from "../../../src/index.js";
import { type Packet, pcap, scenario } from "../../builder/index.js";

/** What became of each message, without when and in which frames. */
async function outcomes(...captures: Uint8Array[]): Promise<string[]> {
	const found: string[] = [];
	for await (const message of analyze(captures)) found.push(told(message));
	return found.sort();
}

function told({ messageId, verdict, send, recipients }: Message): string {
	return JSON.stringify([
		messageId,
		verdict,
		send && [send.client, send.reason, send.attempts, send.retransmissions],
		recipients.map((leg) => [
			leg.client,
			leg.reason,
			leg.attempts,
			leg.notifications,
			leg.retransmissions,
			leg.hops.length,
		]),
	]);
}

const packets = [...scenario({ seed: 5, messages: 120, family: 4 })];

function later(some: readonly Packet[], microseconds: number): Packet[] {
	return some.map((packet) => ({
		...packet,
		time: packet.time + microseconds,
	}));
}

/** A packet that came again and is once in each capture cannot be told from one packet that is in both. */
function withoutRepeats(found: readonly string[]): string[] {
	return found.map((one) => {
		const [id, verdict, send, legs] = JSON.parse(one);
		send?.pop();
		for (const leg of legs) leg.splice(4, 1);
		return JSON.stringify([id, verdict, send, legs]);
	});
}

describe("two captures of one link", () => {
	test("tell every message once, with the retransmissions of one", async () => {
		const alone = await outcomes(pcap(packets));
		expect(alone.length).toBeGreaterThan(100);
		const other = pcap(later(packets, 700));
		expect(await outcomes(pcap(packets), other)).toEqual(alone);
	});

	test("give each other what they lost", async () => {
		const alone = withoutRepeats(await outcomes(pcap(packets)));
		const even = packets.filter((_, index) => index % 2 === 0);
		const odd = packets.filter((_, index) => index % 2 === 1);
		const halves = await outcomes(pcap(even), pcap(odd));
		expect(withoutRepeats(halves)).toEqual(alone);
		const more = await outcomes(pcap(even), pcap(packets));
		expect(withoutRepeats(more)).toEqual(alone);
	});
});

describe("captures one after the other", () => {
	const pieces = (count: number) => {
		const size = Math.ceil(packets.length / count);
		return Array.from({ length: count }, (_, i) =>
			pcap(packets.slice(i * size, (i + 1) * size)),
		);
	};

	test("tell what one capture of all tells", async () => {
		const alone = withoutRepeats(await outcomes(pcap(packets)));
		for (const files of [pieces(3), pieces(30), pieces(30).reverse()])
			expect(withoutRepeats(await outcomes(...files))).toEqual(alone);
	});

	test("that overlap tell it too, with a capture of long ago among them", async () => {
		const alone = withoutRepeats(await outcomes(pcap(packets)));
		const middle = packets.slice(packets.length / 4, packets.length / 2);
		const early = pcap(later(packets.slice(0, 1), -1e12));
		const found = await outcomes(...pieces(4), pcap(later(middle, 300)), early);
		const told = withoutRepeats(found);
		expect(told.filter((one) => alone.includes(one))).toEqual(alone);
	});

	test("say what is the same however large the pieces are that are read", async () => {
		const files = pieces(5).concat(pieces(2));
		const texts = async (size: number) => {
			const sources = files.map((file) => slow(file, size));
			return JSON.stringify(await analyze(sources).toArray());
		};
		const whole = await texts(1e9);
		expect(await texts(5000)).toBe(whole);
		expect(await texts(301)).toBe(whole);
	});
});

/** A capture that comes in pieces of a size. */
function slow(file: Uint8Array, size: number) {
	let at = 0;
	return {
		name: "capture",
		read(into: Uint8Array): number {
			const part = file.subarray(at, at + Math.min(size, into.length));
			into.set(part);
			at += part.length;
			return part.length;
		},
	};
}
