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

describe("two captures of one link", () => {
	test("tell every message once, with the retransmissions of one", async () => {
		const alone = await outcomes(pcap(packets));
		expect(alone.length).toBeGreaterThan(100);
		const other = pcap(later(packets, 700));
		expect(await outcomes(pcap(packets), other)).toEqual(alone);
	});

	/** A packet that came again and is once in each capture cannot be told from one packet that is in both. */
	const withoutRepeats = (found: readonly string[]) =>
		found.map((one) => {
			const [id, verdict, send, legs] = JSON.parse(one);
			send?.pop();
			for (const leg of legs) leg.splice(4, 1);
			return JSON.stringify([id, verdict, send, legs]);
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
