import type { LinkName } from "../link.js";
import { settle } from "./judge.js";
import { incomingLife, messageLife } from "./message.js";
import type { MarkedPacket, TruthMessage } from "./truth.js";
import { EVERYTHING, type Features, MINUTE, SECOND, World } from "./world.js";

export type { TruthLeg, TruthMessage, TruthReport } from "./truth.js";
export type { Features } from "./world.js";

export interface LivesOptions {
	seed?: number;
	messages?: number;
	/** Messages that begin per second. */
	rate?: number;
	family?: 4 | 6 | "both";
	link?: LinkName;
	features?: Partial<Features>;
	pictureSize?: number;
	/** Microseconds since 1970. */
	start?: number;
}

export interface Lives {
	packets: MarkedPacket[];
	truth: TruthMessage[];
}

/** A capture of many lives of messages, and what is true about it. */
export function lives(options: LivesOptions = {}): Lives {
	const { seed = 1, messages = 300, rate = 0.5, family = "both" } = options;
	const features = { ...EVERYTHING, ...options.features };
	const { pictureSize = 5000, start = 1_700_000_000 * SECOND } = options;
	const world = new World({ seed, family, features, pictureSize });
	const { random } = world;
	let time = start;
	for (let count = 0; count < messages; count++) {
		time += Math.round((SECOND / rate) * 2 * random.next());
		if (random.chance(0.6)) messageLife(world, time);
		else incomingLife(world, time);
	}
	return capture(world, features, { from: start, to: time });
}

function capture(
	world: World,
	features: Features,
	span: { from: number; to: number },
): Lives {
	const all = world.packets.sort((a, b) => a.time - b.time);
	const window = features.cut
		? {
				from: span.from + MINUTE,
				to: span.to + world.random.integer(0, 900) * SECOND,
			}
		: { from: 0, to: Number.POSITIVE_INFINITY };
	const packets = all.filter(
		({ time }) => time >= window.from && time <= window.to,
	);
	for (const [index, packet] of packets.entries()) {
		packet.mark?.frames.push(index + 1);
	}
	const end = packets.at(-1)?.time ?? 0;
	const truth = world.messages.map((one, id) => settle(one, id + 1, end));
	return { packets, truth };
}
