/**
 * Writes a generated capture and what is true about it.
 *
 *     tsx bench/generate.ts --kind mms75|ordinary75|mixed|other99|truth|lives --size 500MB|--messages N [--seed S] [--link ethernet] \
 *         [--vlan N] [--family 4|6|both] [--pcapng] [--picture OCTETS] [--rate N] -o FILE|- [--truth FILE.ndjson]
 *
 * `truth`: MMS only, every ending in turn. `mms75`: three quarters MMS. `ordinary75`: the same of a network
 * that loses little, so that packets are as long as they can be and half as many. `mixed`: three tenths. `other99`: one hundredth.
 * `lives`: MMS only, everything that can happen to a message crossed at random (`test/builder/lives`); by `--messages` only.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import {
	familyOf,
	LINKTYPE,
	type LinkName,
	type LinkOptions,
	lives,
	type Packet,
	PcapngFile,
	PcapStream,
	type ScenarioOptions,
	scenario,
	TAG_8021Q,
} from "../test/builder/index.js";
import { octetsOf } from "./statistics.js";

const KINDS: Record<string, Partial<ScenarioOptions>> = {
	truth: { share: 1, mix: "every", rate: 4 },
	mms75: { share: 0.75, mix: "whole", rate: 20, pictureSize: 50_000 },
	ordinary75: {
		share: 0.75,
		mix: "whole",
		rate: 20,
		pictureRange: [2_000, 90_000],
		disturbed: 0.05,
	},
	mixed: { share: 0.3, mix: "usual", rate: 10, pictureSize: 40_000 },
	other99: { share: 0.01, mix: "usual", rate: 1, pictureSize: 40_000 },
};

const { values } = parseArgs({
	options: {
		kind: { type: "string", default: "truth" },
		size: { type: "string" },
		messages: { type: "string" },
		seed: { type: "string", default: "1" },
		link: { type: "string", default: "ethernet" },
		vlan: { type: "string" },
		family: { type: "string" },
		pcapng: { type: "boolean", default: false },
		picture: { type: "string" },
		rate: { type: "string" },
		output: { type: "string", short: "o" },
		truth: { type: "string" },
	},
});

/** Somewhere to write packets to. */
interface Writer {
	write: (packet: Packet) => void;
	flush: () => void;
	packets: number;
	bytes: number;
}

function writerTo(file: number, link: LinkName): Writer {
	const linkOptions: LinkOptions = values.vlan
		? { tags: [[TAG_8021Q, Number(values.vlan)]] }
		: {};
	const sink = (chunk: Uint8Array): void => writeAll(file, chunk);
	if (!values.pcapng) return new PcapStream(sink, { link, linkOptions });
	const capture = new PcapngFile().section().interface({ link, linkOptions });
	const writer: Writer = {
		packets: 0,
		bytes: 0,
		write: (packet) => {
			capture.packet(packet);
			if (++writer.packets % 1000 === 0) writer.flush();
		},
		flush: () => {
			const octets = capture.take();
			writer.bytes += octets.length;
			sink(octets);
		},
	};
	return writer;
}

function familyFor(link: LinkName): 4 | 6 | "both" {
	const { family } = values;
	if (family === undefined) return familyOf(link);
	if (family === "both") return family;
	if (family !== "4" && family !== "6") {
		throw new RangeError(`not a family: ${family}`);
	}
	return family === "4" ? 4 : 6;
}

/** Packets of the kind that is asked for; `tell` hears what is true, of lives before the first packet. */
function packetsOf(
	link: LinkName,
	tell: (counted: { legs: number }, line: object) => void,
): Iterable<Packet> {
	const about = {
		seed: Number(values.seed),
		family: familyFor(link),
		...(values.messages && { messages: Number(values.messages) }),
		...(values.size && { bytes: octetsOf(values.size) }),
		...(!values.size && !values.messages && { messages: 300 }),
		...(values.picture && { pictureSize: Number(values.picture) }),
		...(values.rate && { rate: Number(values.rate) }),
	};
	if (values.kind === "lives") {
		const { packets, truth } = lives({ ...about, link });
		for (const one of truth) tell({ legs: one.legs.length }, one);
		return packets;
	}
	const kind = KINDS[values.kind];
	if (!kind) throw new RangeError("see the first lines of bench/generate.ts");
	return scenario({
		...kind,
		...about,
		truth: (message) => {
			const legs = message.recipients.length + (message.send ? 1 : 0);
			tell({ legs }, message);
		},
	});
}

function run(): void {
	const link = values.link as LinkName;
	if (!(link in LINKTYPE) || !values.output) {
		throw new RangeError("see the first lines of bench/generate.ts");
	}
	const file = values.output === "-" ? 1 : openSync(values.output, "w");
	const truthFile = values.truth ? openSync(values.truth, "w") : undefined;
	const stream = writerTo(file, link);
	const started = process.hrtime.bigint();
	const counts = { messages: 0, legs: 0 };
	const packets = packetsOf(link, ({ legs }, line) => {
		counts.messages++;
		counts.legs += legs;
		if (truthFile !== undefined) {
			writeSync(truthFile, `${JSON.stringify(line)}\n`);
		}
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
