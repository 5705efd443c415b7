/**
 * Captures of a Kannel gateway on one machine: every address is 127.0.0.1, and each PDU is there twice, on WSP or PAP
 * and on HTTP. Each is one leg with two hops.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../src/index.js";
import type { Leg, Message } from "../src/record.js";
import { corpusFiles, corpusPath, hasCorpus, SKIP_CORPUS } from "./corpus.js";

const FOLDER = ["pcap", "kannel-generated"] as const;

function messagesOf(name: string): Promise<Message[]> {
	const octets = readFileSync(corpusPath(...FOLDER, name));
	return analyze(new Uint8Array(octets)).toArray();
}

function legsOf({ send, recipients }: Message): Leg[] {
	const seen = recipients.filter(({ steps }) => steps.length > 0);
	return send ? [send, ...seen] : seen;
}

describe.skipIf(!hasCorpus)(`a gateway on one address${SKIP_CORPUS}`, () => {
	test.each(corpusFiles(...FOLDER).map((path) => basename(path)))(
		"%s: every leg has two hops, and no send joins a retrieval",
		async (name) => {
			for (const message of await messagesOf(name)) {
				expect(message.links).toEqual([]);
				const legs = legsOf(message);
				expect(legs).toHaveLength(1);
				for (const { hops } of legs) {
					expect(hops).toHaveLength(2);
					expect(hops[0]!.transport).toMatch(/^wsp/);
					expect(hops[1]!.transport).toMatch(/^(http|pap)$/);
				}
			}
		},
	);

	test("one message from the push over PAP to the acknowledgement", async () => {
		const messages = await messagesOf("kannel2_e2e_mt_any_sll.pcap");
		expect(messages).toHaveLength(1);
		expect(messages[0]!.recipients).toMatchObject([
			{
				reason: "retrieved-acknowledged",
				state: "acknowledged",
				attempts: 1,
				notifications: 1,
			},
		]);
	});

	test("one Message-ID in several m-send-conf joins nothing", async () => {
		const messages = await messagesOf("kannel2_mo_send_pub.pcapng");
		expect(messages.length).toBeGreaterThan(1);
		expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(1);
		const ids = messages.map(({ send }) => send!.transactionId);
		expect(new Set(ids).size).toBe(messages.length);
	});
});
