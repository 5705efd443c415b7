import fc from "fast-check";
import { expect, it } from "vitest";
import { Subscribers } from "../../../src/subscriber/subscribers.js";
import { SubscriberTracker } from "../../../src/subscriber/tracker.js";
import { gtp, radius, signalling, u32 } from "../../builder/index.js";

const T0 = 1_700_000_000;
const [SGW, PGW] = ["192.0.2.1", "192.0.2.2"];

/** One use of an address as the network knows it, and what a capture has of its signalling. */
interface Use {
	protocol: "radius" | "gtp";
	subscriber: number;
	/** Seconds: from the end of the one before to the begin, and from there to the end. */
	gap: number;
	length: number;
	isBeginSeen: boolean;
	isEndSeen: boolean;
	/** RADIUS: reports in between that are seen. */
	interims: number;
}

const use: fc.Arbitrary<Use> = fc.record({
	protocol: fc.constantFrom("radius", "gtp"),
	subscriber: fc.integer({ min: 1, max: 5 }),
	gap: fc.integer({ min: 10, max: 200 }),
	length: fc.integer({ min: 50, max: 900 }),
	isBeginSeen: fc.boolean(),
	isEndSeen: fc.boolean(),
	interims: fc.integer({ min: 0, max: 2 }),
});

/** A use of which the signalling tells. */
interface Span {
	subscriber: number;
	from: number;
	to: number;
}

const numberOf = (subscriber: number) => `44790000000${subscriber}`;
const at = (address: string, teid: number) => ({ address, teid });

/** Signalling of all uses of all addresses in order of time, and what it tells. */
class Network {
	readonly #messages: [time: number, send: () => void][] = [];
	readonly #tracker: SubscriberTracker;
	#id = 0;

	constructor(tracker: SubscriberTracker) {
		this.#tracker = tracker;
	}

	/** What a capture of the signalling lets know of an address that is used so. */
	add(address: string, uses: readonly Use[]): Span[] {
		const known: Span[] = [];
		let now = T0;
		for (const one of uses) {
			const from = now + one.gap;
			const to = from + one.length;
			const isKnown =
				one.protocol === "radius"
					? this.#radius(address, one, from)
					: this.#gtp(address, one, from);
			const { subscriber } = one;
			if (isKnown) known.push({ subscriber, from, to });
			now = to;
		}
		return known;
	}

	send(): void {
		this.#messages.sort(([a], [b]) => a - b);
		for (const [, send] of this.#messages) send();
	}

	#at(
		time: number,
		protocol: "onRadius" | "onGtpC",
		[source, destination]: readonly [string, string],
		octets: Uint8Array,
	): void {
		const stamp = {
			frame: 1,
			seconds: time,
			nanoseconds: 0,
			fine: false,
			capture: 0,
			captureFrame: 1,
		};
		const ports = { sourcePort: 2123, destinationPort: 2123 };
		const datagram = { stamp, source, destination, ...ports };
		this.#messages.push([
			time,
			() => this.#tracker[protocol](octets, datagram),
		]);
	}

	#radius(address: string, one: Use, from: number): boolean {
		const id = `${this.#id++}`;
		const report = (status: "start" | "interim" | "stop", age: number) =>
			this.#at(
				from + age,
				"onRadius",
				[SGW, PGW],
				radius.accounting(
					status,
					radius.attribute(44, id),
					radius.attribute(31, numberOf(one.subscriber)),
					radius.attribute(8, signalling.ipv4(address)),
					radius.attribute(46, u32(age)),
				),
			);
		if (one.isBeginSeen) report("start", 0);
		for (let i = 1; i <= one.interims; i++)
			report("interim", Math.floor((one.length * i) / 3));
		if (one.isEndSeen) report("stop", one.length);
		return one.isBeginSeen || one.isEndSeen || one.interims > 0;
	}

	#gtp(address: string, one: Use, from: number): boolean {
		const n = ++this.#id;
		const person = {
			imsi: `23415000000000${one.subscriber}`,
			msisdn: numberOf(one.subscriber),
		};
		const control = at(SGW, n);
		if (one.isBeginSeen) {
			const request = gtp.createSessionRequest(n, person, { control });
			this.#at(from, "onGtpC", [SGW, PGW], request);
			const answer = gtp.createSessionResponse(
				{ teid: n, sequence: n },
				gtp.allocation(address),
				{ pgw: at(PGW, n), users: [] },
			);
			this.#at(from, "onGtpC", [PGW, SGW], answer);
		}
		if (one.isEndSeen) {
			const end = gtp.v2(36, { teid: n, sequence: n });
			this.#at(from + one.length, "onGtpC", [SGW, PGW], end);
		}
		return one.isBeginSeen;
	}
}

// After an end that was not seen nobody knows, and what ended two hours ago is forgotten: neither is asked here.
it("knows who had an address, of all uses that signalling tells", () => {
	const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
	const plan = fc.tuple(
		fc.constantFrom("radius" as const, "gtp" as const),
		fc.array(use, { maxLength: 6 }),
	);
	fc.assert(
		fc.property(fc.tuple(plan, plan, plan), (plans) => {
			const subscribers = new Subscribers();
			const tracker = new SubscriberTracker({
				onIdentity: (identity) => subscribers.add(identity),
				manyCaptures: false,
			});
			const network = new Network(tracker);
			const spans = plans.map(([protocol, uses], i) =>
				network.add(
					addresses[i]!,
					uses.map((one) => ({ ...one, protocol })),
				),
			);
			network.send();
			for (const [i, known] of spans.entries())
				for (const { subscriber, from, to } of known)
					for (const time of [from + 3, (from + to) / 2, to - 3])
						expect(
							subscribers.find({ address: addresses[i]!, time })?.number,
						).toMatch(new RegExp(`${numberOf(subscriber)}$`));
		}),
		{ numRuns: 200 },
	);
});
