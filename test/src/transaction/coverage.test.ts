import { describe, expect, test } from "vitest";
import {
	type CoverageFacts,
	coverage,
} from "../../../src/transaction/coverage.js";

const NOTHING: CoverageFacts = {
	packets: 1000,
	messages: 0,
	legs: { send: 0, recipient: 0 },
	pdus: 0,
	garbled: 0,
	httpMessages: 0,
	wapPackets: 0,
	tlsServerNames: [],
	slicedPackets: 0,
	oneSidedConnections: 0,
	connections: 0,
	undecodedPackets: 0,
	notifications: 0,
	retrievals: 0,
};

function signs(facts: Partial<CoverageFacts>): string[] {
	const found = coverage({ ...NOTHING, ...facts });
	for (const { advice } of found) expect(advice).not.toBe("");
	return found.map(({ sign }) => sign);
}

describe("coverage", () => {
	test("says what there was instead of MMS", () => {
		expect(signs({ packets: 0 })).toEqual(["The capture holds no packets."]);
		expect(signs({})[0]).toMatch(/no HTTP or WAP traffic/);
		expect(signs({ httpMessages: 7 })[0]).toMatch(/7 HTTP messages/);
		expect(signs({ wapPackets: 3 })[0]).toMatch(/3 packets on WAP ports/);
		expect(signs({ pdus: 2 })[0]).toMatch(/2 MMS PDUs/);
		expect(signs({ garbled: 2, httpMessages: 7 })).toEqual([
			expect.stringMatching(/nothing of it could be read/),
			expect.stringMatching(/2 bodies of the MMS media type/),
		]);
	});

	test("names what hides MMS", () => {
		const found = signs({
			slicedPackets: 500,
			oneSidedConnections: 9,
			connections: 10,
			tlsServerNames: [
				"mms.example.net",
				"www.example.net",
				"mmsc.operator.example",
			],
			undecodedPackets: 300,
		});
		expect(found).toHaveLength(5);
		expect(found[1]).toMatch(/500 of 1000 packets were cut/);
		expect(found[2]).toMatch(/9 of 10 TCP connections/);
		expect(found[3]).toMatch(/mms\.example\.net, mmsc\.operator\.example/);
		expect(found[4]).toMatch(/300 of 1000 packets/);
	});

	test("says which side of the messages is missing", () => {
		const legs = { send: 0, recipient: 4 };
		expect(signs({ messages: 4, legs, retrievals: 4 })[0]).toMatch(
			/no notifications/,
		);
		expect(signs({ messages: 4, legs, notifications: 4 })[0]).toMatch(
			/no downloads/,
		);
		expect(signs({ messages: 1, legs: { send: 1, recipient: 0 } })[0]).toMatch(
			/nothing of their recipients/,
		);
		expect(
			signs({ messages: 1, legs, notifications: 1, retrievals: 1 }),
		).toEqual([]);
	});
});
