/**
 * Golden captures: each folder of `test/captures` makes its capture in `make.ts`, and `expected.json` says what comes
 * out. `npx vitest run test/captures.test.ts -u` writes them anew: read the difference before it is committed.
 */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze, type Leg, type Message } from "../src/index.js";
import type { Octets } from "./builder/index.js";

const folder = new URL("captures/", import.meta.url);
const cases = readdirSync(folder).sort();

function legOf(leg: Leg): Record<string, unknown> {
	const { client, transport, transactionId, state, verdict, reason } = leg;
	return {
		client,
		transport,
		transactionId,
		state,
		verdict,
		outcome: leg.outcome,
		reason,
		reasons: leg.reasons.map((one) => one.reason),
		steps: leg.steps.map((step) => `${step.event} ${step.frames.join(",")}`),
		hops: leg.hops.length || undefined,
	};
}

function messageOf(message: Message): Record<string, unknown> {
	const { verdict, outcome, reason, messageId, from, to, subject } = message;
	return {
		verdict,
		outcome,
		reason,
		messageId,
		from,
		to,
		subject,
		send: message.send && legOf(message.send),
		recipients: message.recipients.map((leg) => ({
			...legOf(leg),
			address: leg.address,
			contentLocation: leg.contentLocation,
			reports: leg.reports.map((one) => one.reason),
		})),
		links: message.links.map((link) => `${link.to} by ${link.by}`),
		frames: message.frames.join(" "),
		problems: message.problems.map((one) => `${one.layer} ${one.code}`),
	};
}

describe("golden captures", () => {
	for (const name of cases) {
		it(name, async () => {
			const made = (await import(`./captures/${name}/make.ts`)) as {
				capture: () => Octets;
			};
			const running = analyze(made.capture());
			const messages: Record<string, unknown>[] = [];
			for await (const message of running) messages.push(messageOf(message));
			const { packets, problems, coverage } = await running.summary;
			const found = {
				packets,
				problems,
				coverage: coverage.map((one) => one.sign),
				messages,
			};
			await expect(
				`${JSON.stringify(found, null, "\t")}\n`,
			).toMatchFileSnapshot(`captures/${name}/expected.json`);
		});
	}
});
