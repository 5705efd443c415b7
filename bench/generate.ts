/**
 * Writes a generated capture and what is true about it.
 *
 *     tsx bench/generate.ts --kind mixed|other99|truth --size 500MB|--messages N [--seed S] [--link ethernet] \
 *         [--vlan N] [--family 4|6|both] [--pcapng] [--picture OCTETS] [--rate N] -o FILE|- [--truth FILE.ndjson]
 *
 * `truth`: MMS only, every ending in turn. `mixed`: three tenths MMS. `other99`: one hundredth.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import {
	familyOf,
	LINKTYPE,
	type LinkName,
	PcapStream,
	type ScenarioOptions,
	scenario,
	TAG_8021Q,
} from "../test/builder/index.js";

const UNITS: Record<string, number> = { "": 1, KB: 1e3, MB: 1e6, GB: 1e9 };

const KINDS: Record<string, Partial<ScenarioOptions>> = {
	truth: { share: 1, mix: "every", rate: 4 },
	mixed: { share: 0.3, mix: "usual", rate: 10, pictureSize: 40_000 },
	other99: { share: 0.01, mix: "usual", rate: 1, pictureSize: 40_000 },
};

function octets(text: string): number {
	const [, digits, unit = ""] = /^([\d.]+)\s*([A-Z]*)$/i.exec(text) ?? [];
	const factor = UNITS[unit.toUpperCase()];
	if (digits === undefined || factor === undefined) {
		throw new RangeError(`not a size: ${text}`);
	}
	return Number(digits) * factor;
}

const { values } = parseArgs({
	options: {
		kind: { type: "string", default: "truth" },
		size: { type: "string" },
		messages: { type: "string" },
		seed: { type: "string", default: "1" },
		link: { type: "string", default: "ethernet" },
		vlan: { type: "string" },
		picture: { type: "string" },
		rate: { type: "string" },
		output: { type: "string", short: "o" },
		truth: { type: "string" },
	},
});

function run(): void {
	const kind = KINDS[values.kind];
	const link = values.link as LinkName;
	if (!kind || !(link in LINKTYPE) || !values.output) {
		throw new RangeError("see the first lines of bench/generate.ts");
	}
	const file = values.output === "-" ? 1 : openSync(values.output, "w");
	const truthFile = values.truth ? openSync(values.truth, "w") : undefined;
	const stream = new PcapStream((chunk) => writeAll(file, chunk), {
		link,
		...(values.vlan && {
			linkOptions: { tags: [[TAG_8021Q, Number(values.vlan)]] },
		}),
	});
	const started = process.hrtime.bigint();
	const counts = { messages: 0, legs: 0 };
	const packets = scenario({
		...kind,
		seed: Number(values.seed),
		family: familyOf(link),
		...(values.messages && { messages: Number(values.messages) }),
		...(values.size && { bytes: octets(values.size) }),
		...(!values.size && !values.messages && { messages: 300 }),
		...(values.picture && { pictureSize: Number(values.picture) }),
		...(values.rate && { rate: Number(values.rate) }),
		truth: (message) => {
			counts.messages++;
			counts.legs += message.recipients.length + (message.send ? 1 : 0);
			if (truthFile !== undefined) {
				writeSync(truthFile, `${JSON.stringify(message)}\n`);
			}
		},
	});
	for (const packet of packets) stream.write(packet);
	stream.flush();
	if (file !== 1) closeSync(file);
	if (truthFile !== undefined) closeSync(truthFile);
	const seconds = Number(process.hrtime.bigint() - started) / 1e9;
	console.error(
		`${stream.packets} packets, ${stream.bytes} octets, ${counts.messages} messages, ${counts.legs} legs, ${seconds.toFixed(1)} s`,
	);
}

function writeAll(file: number, chunk: Uint8Array): void {
	for (let at = 0; at < chunk.length; ) {
		try {
			at += writeSync(file, chunk, at);
		} catch (error) {
			// A pipe that is full: its reader is behind.
			if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
		}
	}
}

run();
