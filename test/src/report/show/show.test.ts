import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { analyze, type Exchange, type Message } from "../../../../src/index.js";
import { formatMessage } from "../../../../src/report/show/show.js";
import { textWidth } from "../../../../src/report/table/text.js";
import * as build from "../../../builder/index.js";
import { corpusPath, hasCorpus, SKIP_CORPUS } from "../../../corpus.js";
import { delivered } from "../samples.js";

interface Shown {
	message: Message;
	exchanges: Exchange[][];
}

async function shownOf(octets: Uint8Array): Promise<Shown[]> {
	const shown: Shown[] = [];
	const onExchanges = (message: Message, exchanges: Exchange[][]) =>
		shown.push({ message, exchanges });
	await analyze(octets, { onExchanges }).toArray();
	return shown;
}

const PLAIN = { width: 100, colour: false };

function textOf({ message, exchanges }: Shown, options = {}): string {
	return formatMessage(message, exchanges, { ...PLAIN, ...options });
}

/** The ladders alone, with what stands above them. */
function laddersOf(text: string): string {
	const blocks = text.split("\n\n");
	return `${blocks.filter((block) => /^ +Time {2}Frame/m.test(block)).join("\n\n")}\n`;
}

describe("ladders of the example messages", () => {
	let shown: Shown[];
	beforeAll(async () => {
		shown = await shownOf(readFileSync("examples/mms.pcapng"));
	});

	it.each([
		["sent, retrieved, reported and read over HTTP", "Sunrise", {}],
		["two recipients", "Grüße aus Köln", {}],
		["over WSP", "生日快乐", { wtp: true }],
		["refused over HTTP", "Beach", {}],
		["refused over WSP", "Song", { width: 80 }],
		["broken upload", "Harbour", { tcp: true }],
		["broken download", "Garden", { tcp: true, width: 80 }],
		["aborted over WSP", "Castle", {}],
		["deferred over WSP", "Skyline", {}],
		["not found", "Party", { width: 60 }],
		["sent and retrieved in a narrow terminal", "Sunrise", { width: 60 }],
		["sent and retrieved in ASCII", "Sunrise", { ascii: true }],
	])("%s", async (name, subject, options) => {
		const one = shown.find(({ message }) => message.subject === subject);
		const ladders = laddersOf(textOf(one as Shown, options));
		await expect(ladders).toMatchFileSnapshot(
			`./golden/${name.replaceAll(/[ ,]+/g, "-")}.txt`,
		);
	});
});

describe("text of a message", () => {
	let shown: Shown[];
	beforeAll(async () => {
		const made = build.scenario({ seed: 5, messages: 60, mix: "every" });
		shown = await shownOf(build.pcap([...made], { link: "ethernet" }));
	});

	it.each([40, 60, 80, 100, 120, 160])("fits into %i columns", (width) => {
		const layers = { tcp: true, wtp: true, dns: true };
		for (const one of shown)
			for (const line of textOf(one, { ...layers, width }).split("\n"))
				expect(textWidth(line), line).toBeLessThanOrEqual(width);
	});

	it("names every leg, its reason and its phases", () => {
		for (const one of shown) {
			const text = textOf(one, { width: 160 });
			const { send, recipients } = one.message;
			for (const leg of [...(send ? [send] : []), ...recipients]) {
				expect(text).toContain(leg.uid);
				expect(text).toContain(`(${leg.reason})`);
				for (const phase of Object.keys(leg.phases))
					expect(text).toContain(`  ${phase.replaceAll("_", " ")} `);
			}
		}
	});

	it("shows the frame that completed every step", () => {
		for (const one of shown) {
			const text = textOf(one, { width: 160, dns: true });
			const { send, recipients } = one.message;
			const steps = [
				...(send?.steps ?? []),
				...recipients.flatMap((leg) => leg.steps),
			];
			for (const { frame, event } of steps)
				expect(text, `${event} of ${one.message.uid}`).toMatch(
					new RegExp(`^ +-?[\\d:.]+ +${frame} {2}`, "m"),
				);
		}
	});

	it("is ASCII where the terminal knows nothing else", () => {
		for (const one of shown)
			expect(textOf(one, { ascii: true })).toMatch(/^[\n -~]*$/);
	});

	it("holds no control characters of the network", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const message: Message = { ...delivered, subject: text, from: text };
				const [send, recipient] = [delivered.send, delivered.recipients[0]];
				message.send = { ...send!, userAgent: text, via: [text] };
				message.recipients = [
					{ ...recipient!, address: text, contentLocation: text },
				];
				const shownText = formatMessage(message, [], { ...PLAIN, width: 60 });
				expect(shownText.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
			}),
		);
	});
});

describe.runIf(hasCorpus)(`messages at a gateway${SKIP_CORPUS}`, () => {
	it("have a column for the gateway", async () => {
		const octets = readFileSync(
			corpusPath("pcap/kannel-generated/kannel2_e2e_mt_any_sll.pcap"),
		);
		const [one] = await shownOf(octets);
		const lines = textOf(one as Shown).split("\n");
		expect(lines.find((line) => line.includes("Time  Frame"))).toMatch(
			/MMSC +Gateway +Recipient$/,
		);
		const relays = lines.filter((line) =>
			line.includes(" m-notification-ind "),
		);
		expect(relays[0]).toMatch(/├─+ m-notification-ind ─+▶│ +│/);
		expect(relays[1]).toMatch(/│ +├─+ m-notification-ind ─+▶│/);
	});
});
