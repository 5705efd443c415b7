import type { Random } from "../bytes.js";
import type { LinkName } from "../link.js";
import { settle } from "./judge.js";
import { incomingLife, messageLife } from "./message.js";
import {
	forwardLife,
	gatewayLife,
	hiddenLife,
	type Life,
	loneLife,
	noiseLife,
	reportLife,
	tlsLife,
	twiceLife,
	withdrawnLife,
} from "./others.js";
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
	// Links without tags cannot keep two networks apart.
	const { link = "ethernet" } = options;
	if (link !== "ethernet" && link !== "sll") features.scopes = false;
	const { pictureSize = 5000, start = 1_700_000_000 * SECOND } = options;
	const world = new World({ seed, family, features, pictureSize });
	const { random } = world;
	let time = start;
	for (let count = 0; count < messages; count++) {
		time += Math.round((SECOND / rate) * 2 * random.next());
		pickLife(random, count > messages / 4, features)(world, time);
	}
	return capture(world, features, { from: start, to: time });
}

/** Rare lives, with their share; the other half are messages with a sender in the capture, and without one. */
const RARE: readonly (readonly [number, Life, keyof Features | undefined])[] = [
	[0.03, forwardLife, undefined],
	[0.03, withdrawnLife, "withdrawals"],
	[0.03, twiceLife, undefined],
	[0.03, loneLife, undefined],
	[0.03, tlsLife, undefined],
	[0.08, hiddenLife, "shared"],
	[0.03, gatewayLife, "shared"],
	[0.03, reportLife, undefined],
	[0.04, noiseLife, undefined],
];

/** Servers are known as MMSCs when some of their traffic has been seen. */
function pickLife(random: Random, known: boolean, features: Features): Life {
	let roll = random.next();
	for (const [share, life, feature] of RARE) {
		roll -= share;
		if (roll >= 0) continue;
		const fits = known || (life !== loneLife && life !== tlsLife);
		if (fits && (!feature || features[feature])) return life;
		break;
	}
	return random.chance(0.6) ? messageLife : incomingLife;
}

function capture(
	world: World,
	features: Features,
	span: { from: number; to: number },
): Lives {
	const all = world.packets.sort((a, b) => a.time - b.time);
	const window = features.cut
		? {
				from: span.from + Math.min(MINUTE, (span.to - span.from) / 10),
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
