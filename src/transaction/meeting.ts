import { addressKey } from "./address.js";
import { Attempts, isMessage } from "./attempt.js";
import { type Bundles, isNamed } from "./bundle.js";
import { type Client, type Clients, isSharedAt, numberAt } from "./client.js";
import {
	type Bundle,
	type Evidence,
	isLost,
	isRetrievedWithoutId,
	numberOfEvidence,
} from "./evidence.js";
import { Hops } from "./hop.js";
import { addHints, addKeys, type KeyContext } from "./identity.js";
import { KeyLeases } from "./keyleases.js";
import { KeyList } from "./keylist.js";
import type { CorrelationLimits } from "./limits.js";
import { RecentPeople } from "./people.js";
import { PhoneKey } from "./phone.js";

/** An acknowledgement without ids follows its retrieval within (STATES 4.2). */
const IDLESS_SECONDS = 60;
const HOPS_LIMIT = 100_000;

/** Brings what may be of one message into one bundle: by its keys, as a hop, by order, by people. */
export class Meetings {
	readonly #bundles: Bundles;
	readonly #clients: Clients;
	readonly #hops: Hops;
	readonly #attempts: Attempts;
	readonly #people: RecentPeople;
	/** Last retrieval without ids, by client. */
	readonly #idless: KeyLeases<Evidence>;
	/** Last acknowledgement that shares no id with anything, by client. */
	readonly #lone: KeyLeases<Evidence>;
	/** Of the evidence at hand. */
	readonly #keys = new KeyList();
	readonly #hints = new KeyList();
	readonly #phone = new PhoneKey();
	/** Of its address, where that is not its phone. */
	readonly #address = new PhoneKey();

	/** @param keepSeconds how long exchanges are kept that new ones may be hops of */
	constructor(
		bundles: Bundles,
		clients: Clients,
		limits: CorrelationLimits,
		keepSeconds: number,
	) {
		this.#bundles = bundles;
		this.#clients = clients;
		const limit = limits.clients;
		const hopTime = limits["hop-time"];
		this.#hops = new Hops({ hopTime, keepSeconds, limit: HOPS_LIMIT });
		this.#attempts = new Attempts({ limit, hopTime });
		this.#people = new RecentPeople({
			windowSeconds: limits["clock-tolerance"],
			keepSeconds: limits["message-idle"],
			limit,
		});
		this.#idless = new KeyLeases({ seconds: IDLESS_SECONDS, limit });
		this.#lone = new KeyLeases({ seconds: IDLESS_SECONDS, limit });
	}

	/** How often exchanges were forgotten early that others may be hops of. */
	get limitHits(): number {
		return this.#hops.limitHits;
	}

	/** Puts evidence into a bundle; none: it is an attempt that says nothing yet. */
	take(evidence: Evidence, now: number): Bundle | undefined {
		const { firstTime } = evidence;
		if (evidence.role === "attempt") {
			if (this.#attempts.fold(evidence)) return undefined;
			const client = this.#clients.touch(
				this.#phone.ofPhone(evidence),
				firstTime,
			);
			return this.#takeAttempt(evidence, this.#attempts.add(evidence, client));
		}
		const phone = this.#phone.ofPhone(evidence);
		const client = this.#clients.touch(phone, firstTime);
		const told = toldNumber(evidence);
		const attempts = this.#attempts.add(evidence, client);
		this.#clients.learn(evidence, client, told);
		const hops = this.#hops.add(evidence, now);
		if (evidence.outer) this.#learnRelay(evidence);
		for (let i = 0; i < hops.length; i++) this.#learnRelay(hops[i]!);
		// Where a phone is not its address, what the address showed counts.
		const isAddress = evidence.subscriber === undefined;
		const address = isAddress ? phone : this.#address.of(evidence.client);
		const shown = isAddress ? client : this.#clients.at(address);
		const known = knownOf(shown, firstTime, told);
		addKeys(this.#keys.clear(), evidence, known);
		const { isShared } = known;
		addHints(this.#hints.clear(), evidence, isShared, this.#bundles.kinds);
		let bundle = this.#meet(evidence, hops);
		bundle = this.#connectByOrder(evidence, address, bundle);
		bundle = this.#connectByPeople(evidence, known.number, bundle);
		for (let i = 0; i < attempts.length; i++)
			bundle = this.#connectAttempt(attempts[i]!, bundle);
		return bundle;
	}

	/** Keys and hints by which the evidence could meet others. */
	keysOf(evidence: Evidence): KeyList {
		const { client, firstTime } = evidence;
		const shown = this.#clients.at(this.#address.of(client));
		const known = knownOf(shown, firstTime, toldNumber(evidence));
		const keys = new KeyList();
		addKeys(keys, evidence, known);
		addHints(keys, evidence, known.isShared, this.#bundles.kinds);
		return keys;
	}

	#meet(evidence: Evidence, hops: readonly Evidence[]): Bundle {
		const first = hops.length === 0 ? undefined : hops[0]!.bundle;
		let bundle = this.#bundles.add(evidence, this.#keys, this.#hints, first);
		for (let i = 0; i < hops.length; i++) {
			const { bundle: other } = hops[i]!;
			if (other) bundle = this.#bundles.connect(bundle, other);
		}
		return bundle;
	}

	/** The address behind a gateway or a translation is that of many. */
	#learnRelay(far: Evidence): void {
		const { outer, address } = far;
		if (outer && outer.address !== address) this.#clients.learnRelay(far);
	}

	/** An attempt to connect waits with what it may be for; one that makes no message alone is forgotten. */
	#takeAttempt(
		attempt: Evidence,
		related: readonly Evidence[],
	): Bundle | undefined {
		const bundles = related
			.map((evidence) => evidence.bundle)
			.filter((bundle) => bundle?.isOpen);
		const [first, ...others] = bundles;
		if (!first && !isMessage(attempt)) return undefined;
		let bundle = this.#bundles.add(attempt, undefined, undefined, first);
		for (const other of others) bundle = this.#bundles.connect(bundle, other!);
		return bundle;
	}

	#connectAttempt(attempt: Evidence, bundle: Bundle): Bundle {
		const known = attempt.bundle;
		if (known?.isOpen) return this.#bundles.connect(bundle, known);
		return this.#bundles.add(attempt, undefined, undefined, bundle);
	}

	/** An acknowledgement without ids can only follow the client's last retrieval without ids (STATES 4.2). */
	#connectByOrder(
		evidence: Evidence,
		{ high, low }: PhoneKey,
		bundle: Bundle,
	): Bundle {
		const { role, lastTime } = evidence;
		if (isRetrievedWithoutId(evidence) || isLost(evidence)) {
			this.#idless.set(high, low, evidence, lastTime);
			// A lost answer is told only when its connection has ended.
			return this.#connectNear(evidence, bundle, this.#lone.get(high, low));
		}
		if (role !== "acknowledge" && role !== "respond") return bundle;
		if (bundle.count !== 1) return bundle;
		this.#lone.set(high, low, evidence, lastTime);
		return this.#connectNear(evidence, bundle, this.#idless.get(high, low));
	}

	#connectNear(
		evidence: Evidence,
		bundle: Bundle,
		other: Evidence | undefined,
	): Bundle {
		if (!other?.bundle) return bundle;
		const delay = Math.abs(evidence.firstTime - other.lastTime);
		return delay <= IDLESS_SECONDS
			? this.#bundles.connect(bundle, other.bundle)
			: bundle;
	}

	/** Sender, recipient and time may say what belongs together, where no identifier does. */
	#connectByPeople(
		evidence: Evidence,
		number: string | undefined,
		bundle: Bundle,
	): Bundle {
		if (evidence.outer || isNamed(evidence, bundle)) return bundle;
		let joined = bundle;
		const others = this.#people.add(evidence, number);
		for (let i = 0; i < others.length; i++) {
			const { bundle: other } = others[i]!;
			if (other) joined = this.#bundles.connect(joined, other);
		}
		return joined;
	}
}

/** What is known of a client: as its address showed it, and the subscriber rather as the exchange tells. */
function knownOf(
	client: Client | undefined,
	time: number,
	told: string | undefined,
): KeyContext {
	const isShared = isSharedAt(client, time);
	return { isShared, number: told ?? numberAt(client, time), told };
}

/** Subscriber's number as it is compared, where the exchange or the network tells it. */
function toldNumber(evidence: Evidence): string | undefined {
	const number = numberOfEvidence(evidence);
	return number === undefined ? undefined : addressKey(number);
}
