import type { Random } from "./bytes.js";
import type { Packet } from "./capture.js";
import type { LinkName } from "./link.js";
import type { Stage, TransportName } from "./scenario/actor.js";
import type { Step } from "./scenario/carrier.js";
import {
	chatTraffic,
	dnsTraffic,
	type OtherTraffic,
	quicTraffic,
	tlsTraffic,
	videoTraffic,
	voiceTraffic,
	webTraffic,
} from "./scenario/other.js";
import {
	LATE_ENDINGS,
	pipelineLife,
	RECEIVE_ENDINGS,
	receiveLife,
} from "./scenario/receive.js";
import { Schedule } from "./scenario/schedule.js";
import { SEND_ENDINGS, sendLife } from "./scenario/send.js";
import type { TruthMessage } from "./scenario/truth.js";
import {
	forwardLife,
	reportedLife,
	reportLife,
	wholeLife,
} from "./scenario/whole.js";
import { World } from "./scenario/world.js";
import { Tap } from "./tap.js";

export type { TruthLeg, TruthMessage } from "./scenario/truth.js";

export interface ScenarioOptions {
	seed?: number;
	/** Lives to begin; one life has one to four legs. Default: until `bytes`. */
	messages?: number;
	/** Octets of IP to reach. */
	bytes?: number;
	/** Share of the octets that is MMS; default 1. */
	share?: number;
	/** Lives that begin per second of capture time; default 4. */
	rate?: number;
	/** `every`: each ending in turn (default); `usual`: mostly good ones, as in a network; `whole`: nearly all good. */
	mix?: Mix;
	family?: 4 | 6 | "both";
	phones?: number;
	/** Mean octets of a picture; default 6,000. */
	pictureSize?: number;
	/** Octets of the smallest and the largest picture, in place of a fifth and nine fifths of the mean. */
	pictureRange?: readonly [least: number, most: number];
	/** Share of the clients whose packets are small, out of order, repeated or lost; default 0.5. */
	disturbed?: number;
	/** Microseconds since 1970. */
	start?: number;
	truth?: (message: TruthMessage) => void;
}

const SECOND = 1e6;
/** What follows the last life, so that everything that can time out does. */
const TAIL = 700 * SECOND;
const TAIL_STEP = 20 * SECOND;
const LATE = 500 * SECOND;

export type Mix = "every" | "usual" | "whole";

type Begin = (stage: Stage) => Step;

const TRANSPORTS: readonly TransportName[] = ["http", "wsp", "wsp-cl"];

/** Every ending over every transport that knows it. */
export function everyLife(): Begin[] {
	const out: Begin[] = [];
	for (const ending of SEND_ENDINGS) {
		for (const transport of ending.transports) {
			out.push((stage) => sendLife(stage, transport, ending));
		}
	}
	for (const ending of RECEIVE_ENDINGS) {
		for (const transport of ending.transports) {
			out.push((stage) => receiveLife(stage, transport, ending));
		}
	}
	for (const transport of TRANSPORTS) {
		out.push((stage) => wholeLife(stage, transport));
		out.push((stage) => forwardLife(stage, transport));
		out.push((stage) => reportedLife(stage, transport));
	}
	for (let i = 0; i < 12; i++) out.push(reportLife, pipelineLife);
	return out;
}

/** How many lives go from the sender to the recipient without a fault, and over what. */
const WHOLE: Record<Mix, { share: number; transports: TransportName[] }> = {
	every: { share: 0, transports: [] },
	usual: { share: 0.85, transports: ["http", "http", "http", "wsp"] },
	whole: { share: 0.97, transports: [...Array(9).fill("http"), "wsp"] },
};

function chooser(random: Random, mix: Mix): () => Begin {
	const all = everyLife();
	const { share, transports } = WHOLE[mix];
	let queue: Begin[] = [];
	return () => {
		if (share > 0 && random.chance(share)) {
			const transport = random.pick(transports);
			return (stage) => wholeLife(stage, transport, mix === "whole");
		}
		if (queue.length === 0) queue = random.shuffle(all);
		return queue.pop() as Begin;
	};
}

/**
 * A capture with known truth, packet by packet in order of time. Holds the lives that are under way, whatever the
 * length. The same options give the same packets.
 */
export function* scenario(options: ScenarioOptions): Generator<Packet> {
	const start = options.start ?? 1_700_000_000 * SECOND;
	const state = new Run(options);
	let time = start;
	while (state.wants()) {
		state.begin(time);
		time += state.pause();
		yield* state.count(state.schedule.until(time));
	}
	for (;;) {
		const next = state.schedule.next;
		if (next === Number.POSITIVE_INFINITY) break;
		time = Math.max(time, next) + SECOND;
		yield* state.count(state.schedule.until(time));
	}
	yield* state.count(state.tail(time));
}

class Run {
	readonly schedule = new Schedule();
	readonly #options: ScenarioOptions;
	readonly #world: World;
	readonly #choose: () => Begin;
	readonly #share: number;
	readonly #expected: number;
	#begun = 0;
	#bytes = 0;
	/** Octets of other traffic that are due. */
	#debt = 0;

	constructor(options: ScenarioOptions) {
		const { seed = 1, mix = "every" } = options;
		const pictureRange = pictureRangeOf(options);
		this.#options = options;
		this.#world = new World({
			seed,
			family: options.family ?? "both",
			phones: options.phones ?? 400,
			pictureRange,
			disturbed: options.disturbed ?? 0.5,
		});
		this.#choose = chooser(this.#world.random, mix);
		this.#share = options.share ?? 1;
		const [least, most] = pictureRange;
		this.#expected = 4000 + least + most;
	}

	wants(): boolean {
		const { messages, bytes } = this.#options;
		return (
			this.#begun < (messages ?? Number.POSITIVE_INFINITY) &&
			this.#bytes < (bytes ?? Number.POSITIVE_INFINITY)
		);
	}

	pause(): number {
		const { rate = 4 } = this.#options;
		return Math.round(
			(SECOND / rate) * (0.2 + 1.6 * this.#world.random.next()),
		);
	}

	begin(time: number): void {
		this.#begun++;
		this.#add(time, this.#choose());
		this.#debt += (this.#expected * (1 - this.#share)) / this.#share;
		while (this.#debt > 0) this.#debt -= this.#beginOther(time);
	}

	*tail(from: number): Generator<Packet> {
		let late = false;
		for (let time = from; time < from + TAIL; time += TAIL_STEP) {
			if (!late && time >= from + LATE) {
				late = true;
				for (const how of LATE_ENDINGS) {
					this.#add(time, (stage) => receiveLife(stage, "wsp", how));
				}
			}
			this.#other(time, (other) => dnsTraffic(other, "www.example"));
			yield* this.schedule.until(time + TAIL_STEP);
		}
		yield* this.schedule.until(Number.POSITIVE_INFINITY);
	}

	*count(packets: Generator<Packet>): Generator<Packet> {
		for (const packet of packets) {
			this.#bytes += packet.datagram.length;
			yield packet;
		}
	}

	#add(time: number, begin: Begin): void {
		const tap = new Tap(time);
		const truth = this.#options.truth ?? (() => {});
		this.schedule.add(tap, begin({ world: this.#world, tap, truth }));
	}

	#other(time: number, begin: (other: OtherTraffic) => Step): void {
		const tap = new Tap(time);
		const world = this.#world;
		this.schedule.add(
			tap,
			begin({
				world,
				tap,
				phone: world.phone(),
				acknowledge: world.random.pick(["second", "each"]),
			}),
		);
	}

	/** Some other traffic within the next second; how many octets it will have. */
	#beginOther(time: number): number {
		const { random } = this.#world;
		const at = time + random.integer(0, SECOND);
		const [begin, bytes] = someTraffic(random);
		this.#other(at, begin);
		return bytes;
	}
}

function pictureRangeOf({
	pictureSize = 6000,
	pictureRange,
}: ScenarioOptions): readonly [number, number] {
	return pictureRange ?? [0.2 * pictureSize, 1.8 * pictureSize];
}

/** Traffic as it is in a mobile network, about 700 octets a packet, and how many octets it will have. */
function someTraffic(random: Random): [(other: OtherTraffic) => Step, number] {
	const kind = random.integer(0, 11);
	const bytes = random.integer(5_000, 800_000);
	switch (kind) {
		case 0:
			return [(other) => dnsTraffic(other, "www.example"), 200];
		case 1:
			return [(other) => webTraffic(other, 6), 90_000];
		case 2:
			return [(other) => videoTraffic(other, 4 * bytes), 4 * bytes];
		case 3: {
			const packets = random.integer(300, 1500);
			return [(other) => voiceTraffic(other, packets), 300 * packets];
		}
		case 4: {
			const records = random.integer(50, 400);
			return [(other) => chatTraffic(other, records), 360 * records];
		}
		case 5:
		case 6:
			return [(other) => quicTraffic(other, bytes), bytes];
		default:
			return [(other) => tlsTraffic(other, bytes), bytes];
	}
}

/** Address families that a link type can carry. */
export function familyOf(link: LinkName): 4 | 6 | "both" {
	if (link === "ipv4") return 4;
	return link === "ipv6" ? 6 : "both";
}
