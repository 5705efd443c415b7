import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyze, exchanges, info } from "../src/index.js";
import type { Message, RecipientLeg } from "../src/record.js";
import { Correlator } from "../src/transaction/correlate.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "./corpus.js";

interface StatedRecipient {
	reason: string;
	contentLocation?: string;
	transactionId?: string;
	reports?: string[];
	also?: string[];
	problems?: string[];
}

interface StatedMessage {
	messageId?: string;
	send: { transactionId: string; reason: string } | null;
	recipients?: StatedRecipient[];
	verdict: string;
}

interface StatedCapture {
	file: string;
	what: string;
	messages: StatedMessage[];
}

/** Notifications over SMPP come with a later issue. */
const LATER = new Set(["push-smpp.pcap"]);

function captures(): StatedCapture[] {
	if (!hasShared) return [];
	const path = sharedPath("spec", "check", "captures.json");
	return readJson<{ captures: StatedCapture[] }>(path).captures.filter(
		({ file }) => !LATER.has(file),
	);
}

function expectRecipient(leg: RecipientLeg, stated: StatedRecipient): void {
	const { reports, also, problems, ...fields } = stated;
	expect(leg).toMatchObject(fields);
	if (reports) expect(leg.reports.map(({ reason }) => reason)).toEqual(reports);
	const reasons = leg.reasons.map(({ reason }) => reason);
	expect(reasons).toEqual(expect.arrayContaining(also ?? []));
	const codes = (leg.problems ?? []).map(({ code }) => code);
	expect(codes).toEqual(expect.arrayContaining(problems ?? []));
}

function expectMessage(message: Message, stated: StatedMessage): void {
	const { send, recipients = [], messageId, verdict } = stated;
	expect(message.verdict).toBe(verdict);
	if (messageId !== undefined) expect(message.messageId).toBe(messageId);
	if (send) expect(message.send).toMatchObject(send);
	else expect(message.send).toBeNull();
	for (const [index, recipient] of recipients.entries())
		expectRecipient(message.recipients[index]!, recipient);
}

describe.skipIf(!hasShared)(`checked captures${SKIP_SHARED}`, () => {
	test.each(captures())("$file: $what", async ({ file, messages }) => {
		const octets = readFileSync(sharedPath("spec", "check", file));
		const found = await analyze(new Uint8Array(octets)).toArray();
		expect(found).toHaveLength(messages.length);
		for (const [index, stated] of messages.entries())
			expectMessage(found[index]!, stated);
	});

	test.each(captures())(
		"$file: exchanges as text give the same messages",
		async ({ file }) => {
			const octets = new Uint8Array(
				readFileSync(sharedPath("spec", "check", file)),
			);
			const {
				captures: [capture],
			} = await info(octets);
			const messages: Message[] = [];
			const correlator = new Correlator({
				onMessage: (message) => messages.push(message),
			});
			for await (const exchange of exchanges(octets))
				correlator.onExchange(JSON.parse(JSON.stringify(exchange)));
			correlator.finish(capture!.lastTime);
			expect(messages).toEqual(await analyze(octets).toArray());
		},
	);
});
